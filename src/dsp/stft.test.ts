import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../util/index.ts';
import { stft } from './stft.ts';
import {
  firstFrameStart,
  frameWindow,
  resolveStftSettings,
  type StftOptions,
  stftFrameCount,
} from './stft-settings.ts';

function noise(length: number, seed = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform() * 2 - 1);
}

/** One frame by the definition of the transform, in double precision. */
function naiveFrame(signal: Float32Array, options: StftOptions, frame: number): Float64Array {
  const settings = resolveStftSettings(options);
  const window = frameWindow(settings);
  const start = firstFrameStart(settings) + frame * settings.hopSize;
  const frameSamples = window.map((weight, n) => weight * mirrored(signal, start + n));
  const bins = new Float64Array(2 * (Math.floor(settings.fftSize / 2) + 1));
  for (let k = 0; k < bins.length / 2; k++) {
    for (let n = 0; n < settings.fftSize; n++) {
      const angle = (-2 * Math.PI * ((k * n) % settings.fftSize)) / settings.fftSize;
      bins[2 * k]! += frameSamples[n]! * Math.cos(angle);
      bins[2 * k + 1]! += frameSamples[n]! * Math.sin(angle);
    }
  }
  return bins;
}

function mirrored(signal: Float32Array, index: number): number {
  let i = index;
  while (signal.length > 1 && (i < 0 || i >= signal.length)) i = i < 0 ? -i : 2 * (signal.length - 1) - i;
  return signal[signal.length > 1 ? i : 0]!;
}

describe('stft', () => {
  // Powers of two, factors 3, 5, 7, 11 and 13, odd, prime, two times a prime; each kernel path and its remainders.
  const sizes = [
    2, 3, 4, 5, 6, 7, 8, 10, 15, 16, 18, 22, 26, 31, 32, 34, 64, 96, 97, 100, 160, 224, 256, 288, 441, 882,
  ];

  it.each(sizes)('is the discrete Fourier transform of %i windowed samples', (fftSize) => {
    const options: StftOptions = { fftSize, hopSize: Math.ceil(fftSize / 3), window: 'hamming' };
    const signal = noise(3 * fftSize + 1);
    const spectrogram = stft([signal], options);
    const width = spectrogram.binCount * 2;
    for (const frame of [0, 1, 4, spectrogram.frameCount - 1]) {
      const expected = naiveFrame(signal, options, frame);
      const bins = spectrogram.channels[0]!.subarray(frame * width, (frame + 1) * width);
      // Float32 rounding of log2(size) passes over values of √size.
      const tolerance = 3e-7 * Math.sqrt(fftSize) * 2;
      expect(Math.max(...expected.map((value, i) => Math.abs(value - bins[i]!)))).toBeLessThan(tolerance);
    }
  });

  it('finds a sine in its bin, at half the sum of the window', () => {
    const signal = Float32Array.from({ length: 4096 }, (_, n) => Math.cos((2 * Math.PI * 32 * n) / 1024));
    const { channels, binCount } = stft([signal], { fftSize: 1024, hopSize: 256, center: false });
    const sizes = [31, 32, 33, 40].map((bin) =>
      Math.hypot(...channels[0]!.subarray((5 * binCount + bin) * 2, (5 * binCount + bin) * 2 + 2)),
    );
    expect(sizes[1]).toBeCloseTo(256, 3);
    expect(sizes[0]).toBeCloseTo(128, 3);
    expect(sizes[2]).toBeCloseTo(128, 3);
    expect(sizes[3]).toBeLessThan(1e-3);
  });

  it('gives a frame the same bits wherever it stands', () => {
    for (const fftSize of [64, 60, 45, 2048]) {
      const hopSize = Math.floor(fftSize / 4);
      const options: StftOptions = { fftSize, hopSize, center: false };
      const signal = noise(fftSize + 70 * hopSize);
      const whole = stft([signal], options);
      const width = whole.binCount * 2;
      for (const first of [1, 2, 3, 5, 37]) {
        const part = stft([signal.subarray(first * hopSize)], options);
        const expected = whole.channels[0]!.subarray(first * width, (first + part.frameCount) * width);
        expect(part.channels[0]!.every((value, i) => Object.is(value, expected[i]))).toBe(true);
      }
    }
  });

  it('continues a short signal by mirroring it again and again', () => {
    const frame = stft([Float32Array.of(1, 2, 3)], { fftSize: 16, window: 'rectangular' });
    const expected = naiveFrame(Float32Array.of(1, 2, 3), { fftSize: 16, window: 'rectangular' }, 0);
    for (let i = 0; i < expected.length; i++) expect(frame.channels[0]![i]).toBeCloseTo(expected[i]!, 5);
    const single = stft([Float32Array.of(1)], { fftSize: 8, window: 'rectangular' });
    expect(single.channels[0]![0]).toBe(8);
    const silent = stft([Float32Array.of(1)], { fftSize: 8, window: 'rectangular', padMode: 'zeros' });
    expect(silent.channels[0]![0]).toBe(1);
  });

  it('puts frames that do not touch where they belong', () => {
    const signal = noise(1000);
    const { channels, binCount, frameCount } = stft([signal], { fftSize: 32, hopSize: 50, center: false });
    const width = binCount * 2;
    expect(frameCount).toBe(20);
    for (const frame of [0, 7, 19]) {
      const alone = stft([signal.slice(frame * 50, frame * 50 + 32)], { fftSize: 32, center: false });
      expect(channels[0]!.subarray(frame * width, (frame + 1) * width)).toEqual(alone.channels[0]);
    }
  });

  it('takes channels by themselves and nothing as nothing', () => {
    const [left, right] = [noise(300, 1), noise(300, 2)];
    const both = stft([left, right], { fftSize: 64 });
    expect(both.channels[1]).toEqual(stft([right], { fftSize: 64 }).channels[0]);
    expect(stft([new Float32Array(0)], { fftSize: 64 })).toMatchObject({ frameCount: 0, lengthSamples: 0 });
  });

  it('writes where it is told to', () => {
    const signal = noise(500);
    const fresh = stft([signal], { fftSize: 64 });
    const out = [new Float32Array(fresh.channels[0]!.length).fill(7)];
    const again = stft([signal], { fftSize: 64, out });
    expect(again.channels[0]).toBe(out[0]);
    expect(again).toEqual(fresh);
    expect(() => stft([signal], { fftSize: 64, out: [new Float32Array(3)] })).toThrow(/lengths 3/);
  });

  it('refuses settings out of range and uneven channels', () => {
    const signal = noise(10);
    for (const options of [
      { fftSize: 1 },
      { fftSize: 16.5 },
      { fftSize: 16, hopSize: 0 },
      { fftSize: 16, windowSize: 17 },
      { fftSize: 16, window: 'han' as 'hann' },
      { fftSize: 16, padMode: 'zero' as 'zeros' },
    ]) {
      expect(() => stft([signal], options)).toThrow(ArgumentError);
    }
    expect(() => stft([signal, noise(9)], { fftSize: 16 })).toThrow(/lengths 10, 9/);
    expect(() => stft([], { fftSize: 16 })).toThrow(ArgumentError);
  });
});

describe('stftFrameCount', () => {
  it('counts as torch does up to a third of the window as hop', () => {
    for (const length of [1, 100, 255, 256, 1000, 1023]) {
      const settings = resolveStftSettings({ fftSize: 256, hopSize: 64 });
      expect(stftFrameCount(settings, length)).toBe(1 + Math.floor(length / 64));
    }
  });

  it('adds a frame where the tail would not be heard by the others', () => {
    const settings = resolveStftSettings({ fftSize: 256, hopSize: 128 });
    expect(stftFrameCount(settings, 128 * 7)).toBe(8);
    expect(stftFrameCount(settings, 128 * 7 + 127)).toBe(9);
  });

  it('counts the frames inside the signal when not centred', () => {
    const settings = resolveStftSettings({ fftSize: 256, hopSize: 64, center: false });
    expect([10, 256, 319, 320].map((length) => stftFrameCount(settings, length))).toEqual([1, 1, 1, 2]);
  });
});
