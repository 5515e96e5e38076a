/** AudioTransform against torch and librosa, and its ways back. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { magnitude } from '../dsp/index.ts';
import { createRandom } from '../util/index.ts';
import { createAudioTransform } from './audio-transform.ts';

interface Golden {
  readonly options: { readonly fftSize: number; readonly hopSize: number; readonly sampleRate: number };
  readonly audio: readonly (readonly number[])[];
  readonly frameCount: number;
  readonly magnitude: readonly (readonly number[])[];
  readonly mel: readonly (readonly number[])[];
  readonly decibel: readonly (readonly number[])[];
  readonly frames: readonly { seconds: number; sampleRate: number; hop: number; frames: number }[];
}

const url = new URL('../../test/golden/audio-transform.json', import.meta.url);
const golden = JSON.parse(readFileSync(url, 'utf8')) as Golden;
const audio = golden.audio.map((channel) => Float32Array.from(channel));
const transform = createAudioTransform(golden.options);
/** Float32 against double precision, relative to the largest; decibels in decibels. */
const tolerance = 1e-6;
const decibelTolerance = 1e-3;

function worst(got: readonly Float32Array[], wanted: readonly (readonly number[])[]): number {
  expect(got.map((matrix) => matrix.length)).toEqual(wanted.map((matrix) => matrix.length));
  const most = Math.max(...wanted.flat().map(Math.abs));
  return (
    Math.max(...wanted.flatMap((matrix, c) => matrix.map((value, i) => Math.abs(value - got[c]![i]!)))) / most
  );
}

describe('an audio transform', () => {
  it("has torch's spectrogram of the padded signal", () => {
    const spectrogram = transform.toSpectrogram(audio);
    expect(spectrogram.frameCount).toBe(golden.frameCount);
    expect(worst(magnitude(spectrogram), golden.magnitude)).toBeLessThan(tolerance);
  });

  it("has torchaudio's mel bands of magnitudes, and decibels below the loudest of all channels", () => {
    expect(worst(transform.audioToMel(audio, { toDb: false }), golden.mel)).toBeLessThan(tolerance);
    expect(80 * worst(transform.audioToMel(audio), golden.decibel)).toBeLessThan(decibelTolerance);
    const bands = transform.toMelScale(magnitude(transform.toSpectrogram(audio)));
    expect(bands).toEqual(transform.audioToMel(audio));
  });

  it('counts frames as the signal has them, and adds no hop to whole ones', () => {
    for (const { seconds, sampleRate, hop, frames } of golden.frames) {
      const counted = createAudioTransform({ fftSize: 1024, hopSize: hop, sampleRate });
      expect(counted.frameCount(seconds * sampleRate)).toBe(frames);
    }
    const quarter = createAudioTransform({ fftSize: 16, hopSize: 4, melCount: 2 });
    expect(quarter.padAudio([new Float32Array(16)])[0]).toHaveLength(16);
    expect(quarter.padAudio([new Float32Array(17)])[0]).toHaveLength(20);
    expect(quarter.toSpectrogram([new Float32Array(17)]).frameCount).toBe(quarter.frameCount(17));
    expect(quarter.toSpectrogram([new Float32Array(17)], { padding: false }).frameCount).toBe(
      quarter.frameCount(17, { padding: false }),
    );
  });

  it.each([256, 512, 768])('goes back to the sound with a hop of %i', (hopSize) => {
    const random = createRandom(3);
    const sound = [0, 1].map(() => Float32Array.from({ length: 5000 }, () => random.uniform() - 0.5));
    const own = createAudioTransform({ fftSize: 1024, hopSize });
    const back = own.toAudio(own.toSpectrogram(sound), { lengthSamples: 5000 });
    const error = Math.max(
      ...sound.flatMap((channel, c) => Array.from(channel, (x, n) => Math.abs(x - back[c]![n]!))),
    );
    expect(error).toBeLessThan(1e-5);
  });

  it('has a silence of 0 dB everywhere, as nothing is louder', () => {
    expect(transform.audioToMel([new Float32Array(600)])[0]!.every((value) => value === 0)).toBe(true);
  });

  it('refuses what does not fit', () => {
    expect(() => createAudioTransform({ fftSize: 1024, hopSize: 0 })).toThrow('hopSize');
    expect(() => createAudioTransform({ fftSize: 1024, hopSize: 256, windowSize: 2048 })).toThrow('window');
    expect(() => transform.toMelScale([new Float32Array(5)])).toThrow('frames of 257 magnitudes');
  });
});
