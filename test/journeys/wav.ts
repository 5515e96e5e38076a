/** Files of given samples; as 32-bit float anything can be in them, NaN too. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How the samples of a file lie. */
export interface WaveShape {
  readonly sampleRate: number;
  readonly channelCount: number;
  /** 1: whole numbers, 3: IEEE float. */
  readonly code: 1 | 3;
  readonly bytesPerSample: number;
}

/** Writes interleaved samples as a WAVE file. */
export function writeWave(path: string, samples: Buffer, shape: WaveShape): void {
  const { sampleRate, channelCount, code, bytesPerSample } = shape;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(code, 20);
  header.writeUInt16LE(channelCount, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channelCount * bytesPerSample, 28);
  header.writeUInt16LE(channelCount * bytesPerSample, 32);
  header.writeUInt16LE(8 * bytesPerSample, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat([header, samples]));
}

/** Writes `channels` as a WAVE file of 32-bit floats; 8000 Hz unless told otherwise. */
export function writeWav(
  path: string,
  {
    channels,
    sampleRate = 8000,
  }: { readonly channels: readonly Float32Array[]; readonly sampleRate?: number },
): void {
  const [count, length] = [channels.length, channels[0]!.length];
  const samples = Buffer.alloc(4 * count * length);
  for (const [c, channel] of channels.entries())
    for (const [n, sample] of channel.entries()) samples.writeFloatLE(sample, 4 * (n * count + c));
  writeWave(path, samples, { sampleRate, channelCount: count, code: 3, bytesPerSample: 4 });
}
