import { describe, expect, it } from 'vitest';
import { exactSignal } from '../../test/support/exact-signal.ts';
import { stft } from '../dsp/index.ts';
import { logSpectralDistance } from './log-spectral.ts';
import { multiResolutionStft } from './multi-resolution.ts';
import { forEachSpectralBlock } from './spectral-frames.ts';

const signal = Float32Array.from(exactSignal({ seed: 1, lengthSamples: 20000 }));
const other = Float32Array.from(exactSignal({ seed: 2, lengthSamples: 20000 }));
const silence = new Float32Array(20000);

describe('forEachSpectralBlock', () => {
  it.each(['reflect', 'zeros'] as const)('gives the frames of the whole spectrogram: %s', (padMode) => {
    for (const length of [1, 5, 63, 64, 999, 20000]) {
      const channel = signal.subarray(0, length);
      const options = { fftSize: 64, hopSize: 16, padMode };
      const whole = stft([channel], options);
      let first = 0;
      let largest = 0;
      forEachSpectralBlock([channel, channel], options, ({ bins, frameCount, binCount }) => {
        expect(bins).toHaveLength(2);
        bins[1]!.forEach((value, i) => {
          largest = Math.max(largest, Math.abs(value - whole.channels[0]![first * binCount * 2 + i]!));
        });
        first += frameCount;
      });
      expect(first).toBe(1 + Math.floor(length / 16));
      expect(largest).toBeLessThan(1e-6);
    }
  });
});

describe('logSpectralDistance', () => {
  it('is 0 for equal signals, 6.02 dB for half the level, the same from either side', () => {
    expect(logSpectralDistance([signal], [signal])).toBe(0);
    expect(logSpectralDistance([signal], [signal.map((x) => x / 2)], { floor: 1e-30 })).toBeCloseTo(
      6.0206,
      3,
    );
    expect(logSpectralDistance([signal], [other])).toBeCloseTo(logSpectralDistance([other], [signal]), 9);
  });

  it('is 0 for silence in both, and finite for silence in one', () => {
    expect(logSpectralDistance([silence], [silence])).toBe(0);
    expect(logSpectralDistance([silence], [signal])).toBeGreaterThan(50);
    expect(logSpectralDistance([silence], [signal])).toBeLessThan(200);
  });

  it('averages channels and takes any length', () => {
    const both = logSpectralDistance([signal, signal], [signal, other]);
    expect(both).toBeCloseTo(logSpectralDistance([signal], [other]) / 2, 9);
    for (const length of [1, 2, 100, 2047]) {
      expect(logSpectralDistance([signal.subarray(0, length)], [other.subarray(0, length)])).toBeGreaterThan(
        0,
      );
    }
  });
});

describe('multiResolutionStft', () => {
  it('is 0 for equal signals, and exact for half the level', () => {
    expect(multiResolutionStft([signal], [signal])).toEqual({
      total: 0,
      spectralConvergence: 0,
      logMagnitude: 0,
    });
    const half = multiResolutionStft([signal], [signal.map((x) => x / 2)]);
    expect(half.spectralConvergence).toBeCloseTo(0.5, 6);
    expect(half.logMagnitude).toBeCloseTo(Math.LN2, 2);
    expect(half.total).toBe(half.spectralConvergence + half.logMagnitude);
  });

  it('is finite for silence on either side', () => {
    expect(multiResolutionStft([silence], [silence]).total).toBe(0);
    expect(multiResolutionStft([signal], [silence]).spectralConvergence).toBeCloseTo(1, 3);
    expect(multiResolutionStft([silence], [signal]).total).toBeGreaterThan(100);
  });

  it('refuses no resolution', () => {
    expect(() => multiResolutionStft([signal], [other], { resolutions: [] })).toThrow(/at least one/);
  });
});
