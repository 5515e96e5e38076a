/**
 * The header of a WAVE file that goes into a pipe, where it cannot be completed at the end (Microsoft, Multimedia Programming
 * Interface 1991; WAVEFORMATEX 1994). Files on the disk are written by the audio formats instead.
 */

import { encodePcm, type PcmFormat } from './pcm.ts';

/** What the header says. */
export interface WavStreamShape {
  readonly format: Extract<PcmFormat, 's16le' | 's24le' | 'f32le'>;
  readonly sampleRate: number;
  readonly channelCount: number;
  /** `undefined`, or too long for 32 bits: the sizes are set to their maximum, which players read as "to the end". */
  readonly lengthSamples: number | undefined;
}

/** The 44 bytes before the samples. */
export function wavHeader({
  format,
  sampleRate,
  channelCount,
  lengthSamples,
}: WavStreamShape): Uint8Array<ArrayBuffer> {
  const sampleBytes = encodePcm([new Float32Array(1)], format).length;
  const frameBytes = sampleBytes * channelCount;
  const maximum = 0xffffffff;
  const dataBytes = lengthSamples === undefined ? maximum : Math.min(maximum, lengthSamples * frameBytes);
  const view = new DataView(new ArrayBuffer(44));
  const text = (offset: number, letters: string): void => {
    for (let i = 0; i < letters.length; i++) view.setUint8(offset + i, letters.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, Math.min(maximum, dataBytes + 36), true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, format === 'f32le' ? 3 : 1, true);
  view.setUint16(22, channelCount, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, sampleBytes * 8, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  return new Uint8Array(view.buffer);
}
