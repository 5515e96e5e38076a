import { describe, expect, it } from 'vitest';
import { createRandom } from '../util/index.ts';
import { applyMask, complexMask } from './apply-mask.ts';
import { istft } from './istft.ts';
import { ratioMasks } from './masks.ts';
import {
  fromPolar,
  logMagnitude,
  logPower,
  logPowerToMagnitude,
  logToMagnitude,
  magnitude,
  phase,
  power,
  powerToMagnitude,
  withMagnitude,
} from './representations.ts';
import type { Spectrogram } from './spectrogram.ts';
import { stft } from './stft.ts';

const settings = { fftSize: 64, hopSize: 16 };

function noise(seed: number, length = 300): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

/** Sources that overlap, the first one silent at its start, and what they add up to. */
const parts = [noise(1).map((x, n) => (n < 100 ? 0 : x)), noise(2), noise(3)];
const mixture = stft([parts[0]!.map((x, n) => x + parts[1]![n]! + parts[2]![n]!)], settings);
const spectra = parts.map((part) => stft([part], settings));

/** The largest difference of two arrays, in parts of the largest value. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  expect(actual).toHaveLength(expected.length);
  let error = 0;
  let scale = 0;
  for (const [i, value] of expected.entries()) {
    error = Math.max(error, Math.abs(actual[i]! - value));
    scale = Math.max(scale, Math.abs(value));
  }
  return error / scale;
}

const binsOf = (spectrogram: Spectrogram): Float32Array => spectrogram.channels[0]!;

describe('applyMask', () => {
  it('gives parts that add up to the mixture, as bins and as sound', () => {
    const masks = ratioMasks(spectra.map((spectrum) => magnitude(spectrum)[0]!));
    const masked = masks.map((mask) => applyMask(mixture, [mask]));
    const sum = binsOf(mixture).map((_, i) => masked.reduce((total, part) => total + binsOf(part)[i]!, 0));
    expect(relativeError(sum, binsOf(mixture))).toBeLessThan(3e-7);
    const sounds = masked.map((part) => istft(part)[0]!);
    const sound = sounds[0]!.map((_, n) => sounds.reduce((total, part) => total + part[n]!, 0));
    expect(relativeError(sound, istft(mixture)[0]!)).toBeLessThan(1e-6);
  });

  it('is the masked magnitude with the phase of the mixture', () => {
    const mask = ratioMasks(spectra.map((spectrum) => magnitude(spectrum)[0]!))[1]!;
    const masked = magnitude(mixture)[0]!.map((value, i) => value * mask[i]!);
    const detour = withMagnitude(mixture, [masked]);
    expect(relativeError(binsOf(applyMask(mixture, [mask])), binsOf(detour))).toBeLessThan(3e-7);
  });

  it('takes one mask for all channels or one for each', () => {
    const stereo = stft([noise(4), noise(5)], settings);
    const zeros = new Float32Array(stereo.frameCount * stereo.binCount);
    const ones = zeros.map(() => 1);
    expect(applyMask(stereo, [ones])).toEqual(stereo);
    expect(applyMask(stereo, [zeros, ones]).channels[1]).toEqual(stereo.channels[1]);
    expect(applyMask(stereo, [zeros, ones]).channels[0]!.every((value) => value === 0)).toBe(true);
  });

  it('refuses masks of another shape', () => {
    expect(() => applyMask(mixture, [new Float32Array(7)])).toThrow(/a mask of length 7/);
    expect(() => applyMask(mixture, [])).toThrow(/1 channels.*0 masks/);
  });
});

describe('complexMask', () => {
  it('turns the mixture into the source', () => {
    for (const spectrum of spectra) {
      const estimate = applyMask(mixture, complexMask(spectrum, mixture));
      expect(relativeError(binsOf(estimate), binsOf(spectrum))).toBeLessThan(1e-6);
    }
  });

  it('keeps within a limit and silent where the mixture is', () => {
    const mask = complexMask(spectra[1]!, mixture, { limit: 1 })[0]!;
    for (let i = 0; i < mask.length; i += 2)
      expect(Math.hypot(mask[i]!, mask[i + 1]!)).toBeLessThan(1 + 1e-6);
    const silence = { ...mixture, channels: [new Float32Array(binsOf(mixture).length)] };
    expect(complexMask(spectra[1]!, silence)[0]!.every((value) => value === 0)).toBe(true);
    expect(complexMask(silence, mixture)[0]!.every((value) => value === 0)).toBe(true);
  });

  it('refuses a source of another shape', () => {
    const stereo = { ...mixture, channels: [binsOf(mixture), binsOf(mixture)] };
    expect(() => complexMask(stereo, mixture)).toThrow(/2 channels/);
    expect(() => complexMask(stft([noise(1, 90)], settings), mixture)).toThrow(/bins in all/);
  });
});

describe('representations', () => {
  const [sizes, angles] = [magnitude(mixture), phase(mixture)];

  it('read magnitude, power and phase off the bins', () => {
    for (let i = 0; i < sizes[0]!.length; i++) {
      const [real, imaginary] = binsOf(mixture).subarray(2 * i, 2 * i + 2) as unknown as [number, number];
      expect(sizes[0]![i]).toBe(Math.fround(Math.hypot(real, imaginary)));
      expect(power(mixture)[0]![i]).toBe(Math.fround(real ** 2 + imaginary ** 2));
      expect(angles[0]![i]).toBe(Math.fround(Math.atan2(imaginary, real)));
      if (i > 50) break;
    }
  });

  it('go back to the bins', () => {
    expect(relativeError(binsOf(fromPolar(sizes, angles, { like: mixture })), binsOf(mixture))).toBeLessThan(
      1e-6,
    );
    expect(relativeError(binsOf(withMagnitude(mixture, sizes)), binsOf(mixture))).toBeLessThan(1e-6);
  });

  it('go back from powers and logarithms', () => {
    expect(relativeError(powerToMagnitude(power(mixture)[0]!), sizes[0]!)).toBeLessThan(1e-6);
    expect(relativeError(logToMagnitude(logMagnitude(mixture)[0]!), sizes[0]!)).toBeLessThan(2e-6);
    expect(relativeError(logPowerToMagnitude(logPower(mixture)[0]!), sizes[0]!)).toBeLessThan(2e-6);
  });

  it('keep logarithms finite', () => {
    const silence = { ...mixture, channels: [new Float32Array(binsOf(mixture).length)] };
    expect(logMagnitude(silence)[0]![0]).toBeCloseTo(Math.log(1e-5), 5);
    expect(logPower(silence)[0]![0]).toBeCloseTo(Math.log(1e-10), 5);
    expect(logPower(silence, { floor: 1 })[0]![0]).toBe(0);
    expect(() => logPower(silence, { floor: 0 })).toThrow(/floor.*above 0/);
  });

  it('give bins without a phase the phase 0', () => {
    const silence = { ...mixture, channels: [new Float32Array(binsOf(mixture).length)] };
    const filled = binsOf(withMagnitude(silence, [sizes[0]!]));
    expect([filled[0], filled[1]]).toEqual([sizes[0]![0], 0]);
  });

  it('refuse matrices of another shape', () => {
    expect(() => withMagnitude(mixture, [new Float32Array(3)])).toThrow(/magnitudes.*lengths 3/);
    expect(() => fromPolar(sizes, [], { like: mixture })).toThrow(/phases.*of no matrix/);
  });
});
