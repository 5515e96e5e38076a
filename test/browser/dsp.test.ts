/** Signal processing in the browser, from the built package: the same numbers as the reference implementations. */

import {
  applyMask,
  createFft,
  hpssMasks,
  istft,
  makeWindow,
  medianFilter,
  resample,
  stft,
  type WindowName,
} from 'auralflow';
import { describe, expect, it } from 'vitest';
import windowsGolden from '../golden/dsp-windows.json';
import hpssGolden from '../golden/hpss.json';
import { noise, snrDb } from './sounds.ts';

/** A float32 transform there and back. */
const roundTripDb = 120;

describe('dsp in the browser', () => {
  it.each([
    { fftSize: 4096, hopSize: 1024 },
    { fftSize: 2048 },
    { fftSize: 1500, hopSize: 375, window: 'hamming' },
    { fftSize: 441, hopSize: 110, padMode: 'zeros' },
  ] as const)('gives the signal back through STFT and inverse: %o', (options) => {
    const { channels } = noise({ length: 20_011, channelCount: 2 });
    const back = istft(stft(channels, options));
    expect(back.map((channel) => channel.length)).toEqual([20_011, 20_011]);
    channels.forEach((channel, c) => {
      expect(snrDb(channel, back[c]!)).toBeGreaterThan(roundTripDb);
    });
  });

  it('has the windows of scipy', () => {
    for (const { name, length, symmetric, values } of windowsGolden.windows) {
      const window = makeWindow(name as WindowName, length, { symmetric });
      values.forEach((value, n) => {
        expect(window[n]).toBeCloseTo(value, 7);
      });
    }
  });

  it('has the HPSS masks of librosa', async () => {
    const response = await fetch(new URL('../golden/hpss.f32', import.meta.url));
    const floats = await response.arrayBuffer();
    const vector = ({ offset, length }: { offset: number; length: number }) =>
      new Float32Array(floats, offset * 4, length);
    const { frameCount, binCount, magnitudes } = hpssGolden.matrix;
    for (const { kernel, power, margin, harmonic, percussive } of hpssGolden.masks) {
      const pair = (values: number[]) => [values[0]!, values[1]!] as const;
      const options = { frameCount, binCount, kernel: pair(kernel), power, margin: pair(margin) };
      const masks = hpssMasks(vector(magnitudes), options);
      expect(largestDifference(masks.harmonic, vector(harmonic))).toBeLessThan(1e-6);
      expect(largestDifference(masks.percussive, vector(percussive))).toBeLessThan(1e-6);
    }
  });

  it('resamples to the exact length', () => {
    const { channels } = noise({ length: 44_101, channelCount: 1 });
    expect(resample(channels, { fromRate: 44_100, toRate: 48_000 })[0]!.length).toBe(48_002);
  });

  it('masks, filters and transforms', () => {
    const { channels } = noise({ length: 9000, channelCount: 1 });
    const spectrogram = stft(channels, { fftSize: 1024 });
    const ones = new Float32Array(spectrogram.frameCount * spectrogram.binCount).fill(1);
    expect(applyMask(spectrogram, [ones]).channels).toEqual(spectrogram.channels);
    const steps = Float32Array.of(1, 9, 1, 1, 5, 5);
    expect([...medianFilter(steps, { rows: 1, columns: 6, axis: 'columns', size: 3 })]).toEqual([
      1, 1, 1, 1, 5, 5,
    ]);
    expect(createFft(8)).toBeDefined();
  });
});

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
