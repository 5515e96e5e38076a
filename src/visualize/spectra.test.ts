import { describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import { power, stft } from '../dsp/index.ts';
import { createRandom } from '../util/index.ts';
import { columnSpectra, peakPower } from './spectra.ts';

const sampleRate = 8000;

function sine(hertz: number, { seconds = 1, amplitude = 1 } = {}): Audio {
  const samples = Float32Array.from(
    { length: sampleRate * seconds },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hertz * n) / sampleRate),
  );
  return { sampleRate, channels: [samples] };
}

describe('columnSpectra', () => {
  it('gives a sine of full scale a power of 1 in its bin, everywhere', () => {
    const spectra = columnSpectra('test', sine(1000), { fftSize: 256 });
    const bin = (1000 / sampleRate) * 256;
    for (let column = 0; column < spectra.columnCount; column++) {
      expect(spectra.power[column * spectra.binCount + bin]).toBeCloseTo(1, 3);
    }
    expect(peakPower(spectra)).toBeCloseTo(1, 3);
  });

  it('averages neighbouring frames into as many columns as are asked for', () => {
    const random = createRandom(5);
    const samples = Float32Array.from({ length: 4000 }, () => random.uniform() - 0.5);
    const options = { fftSize: 128, hopSize: 32 };
    const fine = columnSpectra('test', { sampleRate, channels: [samples] }, options);
    const coarse = columnSpectra('test', { sampleRate, channels: [samples] }, { ...options, columns: 25 });
    expect([fine.columnCount, coarse.columnCount]).toEqual([125, 25]);
    for (const [column, bin] of [
      [0, 3],
      [12, 40],
      [24, 64],
    ] as const) {
      let sum = 0;
      for (let i = 0; i < 5; i++) sum += fine.power[(column * 5 + i) * 65 + bin]!;
      expect(coarse.power[column * 65 + bin]).toBeCloseTo(sum / 5, 6);
    }
  });

  it('has the frames of the STFT, in the middle of their hops', () => {
    const random = createRandom(6);
    const samples = Float32Array.from({ length: 2000 }, () => random.uniform() - 0.5);
    const { power: columns, columnCount } = columnSpectra(
      'test',
      { sampleRate, channels: [samples] },
      { fftSize: 128, hopSize: 32 },
    );
    // Frame 1 of the picture has its middle at 48: it is not whole, and shows the first whole frame, which begins at 16.
    const frames = power(stft([samples.subarray(16)], { fftSize: 128, hopSize: 32, center: false }))[0]!;
    const gain = (2 / 64) ** 2;
    for (let bin = 0; bin < 65; bin++) {
      expect(columns[2 * 65 + bin]).toBeCloseTo(frames[bin]! * gain, 7);
      expect(columns[bin]).toBeCloseTo(frames[bin]! * gain, 7);
      expect(columns[20 * 65 + bin]).toBeCloseTo(frames[18 * 65 + bin]! * gain, 7);
    }
    expect(columnCount).toBe(Math.ceil(2000 / 32));
  });

  it('does not cancel channels of opposite sign, and looks at one where asked', () => {
    const one = sine(1000).channels[0]!;
    const stereo = { sampleRate, channels: [one, one.map((value) => -value)] };
    expect(peakPower(columnSpectra('test', stereo, { fftSize: 256 }))).toBeCloseTo(1, 3);
    const half = { sampleRate, channels: [one, new Float32Array(one.length)] };
    expect(peakPower(columnSpectra('test', half, { fftSize: 256 }))).toBeCloseTo(0.5, 3);
    expect(peakPower(columnSpectra('test', half, { fftSize: 256, channel: 1 }))).toBe(0);
  });

  it('shows no click where a sound was cut', () => {
    const {
      power: columns,
      binCount,
      columnCount,
    } = columnSpectra('test', sine(1013, { seconds: 0.9 }), { fftSize: 512 });
    // Far from the tone, where a click would show: below −70 dB in the first and last columns too.
    const far = binCount - 20;
    for (const column of [0, 1, columnCount - 1]) expect(columns[column * binCount + far]).toBeLessThan(1e-7);
  });

  it('takes sound that is shorter than a frame, down to one sample', () => {
    for (const length of [1, 2, 100]) {
      const audio = { sampleRate, channels: [new Float32Array(length).fill(0.5)] };
      const { power: columns, columnCount } = columnSpectra('test', audio, { fftSize: 512 });
      expect(columnCount).toBeGreaterThan(0);
      expect(columns.every(Number.isFinite)).toBe(true);
      // Half of full scale at 0 Hz, which counts twice there.
      expect(columns[0]).toBeCloseTo(1, 3);
    }
  });

  it('refuses nothing to look at, NaN, channels that are not there, and frames beyond reason', () => {
    expect(() => columnSpectra('test', { sampleRate, channels: [new Float32Array(0)] })).toThrow(
      'got no sample',
    );
    const bad = { sampleRate, channels: [Float32Array.of(0, 1), Float32Array.of(0, Number.NaN)] };
    expect(() => columnSpectra('test', bad)).toThrow(
      'channel 1: expected finite numbers, got NaN at index 1',
    );
    expect(() => columnSpectra('test', sine(100), { channel: 1 })).toThrow('channel');
    expect(() => columnSpectra('test', sine(100), { fftSize: 2 ** 21 })).toThrow('fftSize');
    expect(() => columnSpectra('test', sine(100), { columns: 0 })).toThrow('columns');
  });
});
