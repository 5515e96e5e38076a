import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../util/index.ts';
import { istft } from './istft.ts';
import { stft } from './stft.ts';
import type { StftOptions } from './stft-settings.ts';
import { windowNames } from './windows.ts';

/** The promise: iSTFT(STFT(x)) equals x to this part of its peak. */
const reconstruction = 1e-6;

function noise(length: number, seed = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform() * 2 - 1);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let n = 0; n < a.length; n++) largest = Math.max(largest, Math.abs(a[n]! - b[n]!));
  return largest;
}

function roundTripError(length: number, options: StftOptions): number {
  const signal = noise(length, length + options.fftSize);
  return largestDifference(istft(stft([signal], options))[0]!, signal);
}

describe('istft', () => {
  it.each([16, 60, 64, 45, 97, 256, 882, 1024, 1536])(
    'undoes stft of %i samples at every length',
    (fftSize) => {
      for (const parts of [2, 3, 4, 8]) {
        const hopSize = Math.floor(fftSize / parts);
        const lengths = [
          1,
          2,
          hopSize - 1,
          hopSize + 1,
          fftSize - 1,
          fftSize,
          fftSize + 1,
          2 * fftSize + hopSize - 1,
        ];
        lengths.push(20 * fftSize + 1, 20 * fftSize + hopSize - 1, 20 * fftSize + Math.ceil(hopSize / 2));
        for (const length of lengths) {
          if (length < 1) continue;
          expect(roundTripError(length, { fftSize, hopSize })).toBeLessThan(reconstruction);
        }
      }
    },
  );

  it.each(windowNames)('undoes stft with window %s at half and quarter hops', (window) => {
    for (const hopSize of [128, 64, 50]) {
      for (const padMode of ['reflect', 'zeros'] as const) {
        for (const normalized of [true, false]) {
          const options: StftOptions = { fftSize: 256, hopSize, window, padMode, normalized };
          for (const length of [1000, 1001, 1023]) {
            expect(roundTripError(length, options)).toBeLessThan(reconstruction);
          }
        }
      }
    }
  });

  it('undoes stft whatever the size, hop, window size and length', () => {
    const anything = fc
      .record({ fftSize: fc.integer({ min: 8, max: 700 }), length: fc.integer({ min: 1, max: 3000 }) })
      .chain(({ fftSize, length }) =>
        fc.integer({ min: Math.ceil(fftSize / 2), max: fftSize }).chain((windowSize) =>
          fc
            .integer({
              min: Math.max(1, Math.floor(windowSize / 16)),
              max: Math.max(1, Math.floor(windowSize / 3)),
            })
            .map((hopSize) => ({ length, options: { fftSize, windowSize, hopSize } })),
        ),
      );
    fc.assert(
      fc.property(anything, ({ length, options }) => roundTripError(length, options) < reconstruction),
      { numRuns: 60, seed: 3 },
    );
  });

  it('returns the length asked for: cut, or continued by silence', () => {
    const signal = noise(1000);
    const spectrogram = stft([signal], { fftSize: 64 });
    expect(istft(spectrogram, { lengthSamples: 0 })[0]).toEqual(new Float32Array(0));
    for (const lengthSamples of [1, 17, 500, 999]) {
      const [cut] = istft(spectrogram, { lengthSamples });
      expect(cut).toEqual(istft(spectrogram)[0]!.subarray(0, lengthSamples));
    }
    const [longer] = istft(spectrogram, { lengthSamples: 1200 });
    expect(largestDifference(longer!.subarray(0, 1000), signal)).toBeLessThan(reconstruction);
    expect(longer!.subarray(1100).every((sample) => sample === 0)).toBe(true);
  });

  it('writes where it is told to, silence included', () => {
    const spectrogram = stft([noise(500)], { fftSize: 64 });
    for (const lengthSamples of [0, 400, 700]) {
      const out = [new Float32Array(lengthSamples).fill(7)];
      const [written] = istft(spectrogram, { lengthSamples, out });
      expect(written).toBe(out[0]);
      expect(written).toEqual(istft(spectrogram, { lengthSamples })[0]);
    }
    expect(() => istft(spectrogram, { out: [] })).toThrow(ArgumentError);
    const empty = stft([new Float32Array(0)], { fftSize: 64 });
    expect(istft(empty, { lengthSamples: 2, out: [Float32Array.of(1, 2)] })[0]).toEqual(new Float32Array(2));
  });

  it('ignores what a real signal cannot have: imaginary parts at both ends of the spectrum', () => {
    for (const fftSize of [64, 60]) {
      const spectrogram = stft([noise(500)], { fftSize });
      const [expected] = istft(spectrogram);
      const bins = spectrogram.channels[0]!.slice();
      const width = spectrogram.binCount * 2;
      for (let frame = 0; frame < spectrogram.frameCount; frame++) {
        bins[frame * width + 1] = 5;
        bins[(frame + 1) * width - 1] = -3;
      }
      expect(istft({ ...spectrogram, channels: [bins] })[0]).toEqual(expected);
      expect(bins[1]).toBe(5);
    }
  });

  it('keeps channels apart and an empty signal empty', () => {
    const [left, right] = [noise(300, 1), noise(300, 2)];
    const [rebuiltLeft, rebuiltRight] = istft(stft([left, right], { fftSize: 64 }));
    expect(largestDifference(rebuiltLeft!, left)).toBeLessThan(reconstruction);
    expect(largestDifference(rebuiltRight!, right)).toBeLessThan(reconstruction);
    expect(istft(stft([new Float32Array(0)], { fftSize: 64 }))[0]).toEqual(new Float32Array(0));
  });

  it('refuses windows and hops that leave samples without weight, naming them', () => {
    const signal = noise(1000);
    const gaps = stft([signal], { fftSize: 64, windowSize: 32, hopSize: 40 });
    expect(() => istft(gaps)).toThrow(ArgumentError);
    expect(() => istft(gaps)).toThrow(/window hann of 32 samples with hop 40/);
    expect(() => istft(stft([signal], { fftSize: 64, hopSize: 100 }))).toThrow(/hop 100/);
    // A hann window that is not centred weighs the first sample with 0; a hamming window does not.
    expect(() => istft(stft([signal], { fftSize: 64, center: false }))).toThrow(/not centred: sample 0/);
    const rebuilt = istft(stft([signal], { fftSize: 64, center: false, window: 'hamming' }));
    expect(largestDifference(rebuilt[0]!.subarray(0, 992), signal.subarray(0, 992))).toBeLessThan(1e-5);
  });

  it('needs no second frame to rebuild a signal that fits into one', () => {
    const signal = noise(40);
    const options = { fftSize: 64, hopSize: 1000, center: false, window: 'hamming' } as const;
    expect(largestDifference(istft(stft([signal], options))[0]!, signal)).toBeLessThan(1e-5);
  });
});
