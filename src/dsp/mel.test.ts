import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  applyMelFilterBank,
  type MelOptions,
  makeMelFilterBank,
  melFrequencies,
  melSpectrogram,
} from './mel.ts';
import { melToMagnitude } from './mel-inverse.ts';
import { hzToMel, melToHz } from './mel-scale.ts';
import { magnitude, power } from './representations.ts';
import { stft } from './stft.ts';

interface Golden {
  readonly scales: Record<'hz' | 'slaney' | 'htk' | 'slaneyFrequencies' | 'htkFrequencies', number[]>;
  readonly banks: readonly { options: MelOptions; weights: number[] }[];
  readonly defaultSums: number[];
  readonly tone: { samples: number[]; mel: number[]; frames: number };
}

const golden = JSON.parse(
  readFileSync(new URL('../../test/golden/dsp-mel.json', import.meta.url), 'utf8'),
) as Golden;

const toneOptions = { sampleRate: 8000, melCount: 12 };
const toneSpectrogram = stft([Float32Array.from(golden.tone.samples)], { fftSize: 256, hopSize: 64 });

function expectRelative(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected);
  for (const [i, value] of expected.entries())
    expect(Math.abs(actual[i]! - value) / scale).toBeLessThan(tolerance);
}

describe('the mel scale', () => {
  it('equals librosa by both formulas, there and back', () => {
    for (const scale of ['slaney', 'htk'] as const) {
      for (const [i, hz] of golden.scales.hz.entries()) {
        expect(hzToMel(hz, scale)).toBeCloseTo(golden.scales[scale][i]!, 9);
        expect(melToHz(hzToMel(hz, scale), scale)).toBeCloseTo(hz, 8);
      }
      const frequencies = melFrequencies(10, { minHz: 30, maxHz: 9000, scale });
      expectRelative(frequencies, golden.scales[`${scale}Frequencies`], 1e-12);
    }
  });
});

describe('makeMelFilterBank', () => {
  it('equals librosa for scales, norms, ranges and odd sizes', () => {
    for (const { options, weights } of golden.banks) {
      expectRelative(makeMelFilterBank(options).weights, weights, 1e-6);
    }
    const { weights, melCount, binCount } = makeMelFilterBank({ sampleRate: 44100, fftSize: 2048 });
    const sums = Array.from({ length: melCount }, (_, mel) =>
      weights.subarray(mel * binCount, (mel + 1) * binCount).reduce((sum, weight) => sum + weight, 0),
    );
    expectRelative(sums, golden.defaultSums, 1e-6);
  });

  it('tells the range of bins and the middle of each band', () => {
    const { firstBins, endBins, weights, binCount, centersHz } = makeMelFilterBank(golden.banks[0]!.options);
    for (const [mel, first] of firstBins.entries()) {
      const row = weights.subarray(mel * binCount, (mel + 1) * binCount);
      expect(first).toBe(row.findIndex((weight) => weight > 0));
      expect(endBins[mel]).toBe(row.findLastIndex((weight) => weight > 0) + 1);
    }
    expect(centersHz).toHaveLength(12);
  });

  it('refuses bands that do not exist', () => {
    expect(() => makeMelFilterBank({ sampleRate: 8000, fftSize: 256, minHz: 4000 })).toThrow(
      /minHz.*below 4000/,
    );
    expect(() => makeMelFilterBank({ sampleRate: 8000, fftSize: 256, melCount: 0 })).toThrow(/melCount/);
    const bank = makeMelFilterBank({ sampleRate: 8000, fftSize: 256 });
    expect(() => applyMelFilterBank(new Float32Array(130), bank)).toThrow(/frames of 129 values/);
  });
});

describe('melSpectrogram', () => {
  it('equals librosa.feature.melspectrogram', () => {
    expect(toneSpectrogram.frameCount).toBe(golden.tone.frames);
    expectRelative(melSpectrogram(toneSpectrogram, toneOptions)[0]!, golden.tone.mel, 2e-6);
  });

  it('gathers magnitudes with power 1', () => {
    const bank = makeMelFilterBank({ ...toneOptions, fftSize: 256 });
    const expected = applyMelFilterBank(magnitude(toneSpectrogram)[0]!, bank);
    expect(melSpectrogram(toneSpectrogram, { ...toneOptions, power: 1 })[0]).toEqual(expected);
  });
});

describe('melToMagnitude', () => {
  it('finds magnitudes, not negative, that have the bands', () => {
    for (const scale of ['slaney', 'htk'] as const) {
      for (const norm of ['slaney', 'none'] as const) {
        const bank = makeMelFilterBank({ ...toneOptions, fftSize: 256, scale, norm });
        const mel = applyMelFilterBank(power(toneSpectrogram)[0]!, bank);
        const found = melToMagnitude(mel, bank);
        expect(found.every((value) => value >= 0)).toBe(true);
        expectRelative(
          applyMelFilterBank(
            found.map((x) => x * x),
            bank,
          ),
          [...mel],
          1e-5,
        );
      }
    }
  });

  it('copes with bands that have no bin and bands that share their only bin', () => {
    const bank = makeMelFilterBank({ sampleRate: 44100, fftSize: 512, melCount: 128 });
    expect(bank.endBins.some((end, mel) => end === bank.firstBins[mel])).toBe(true);
    const mel = applyMelFilterBank(new Float32Array(257).fill(1), bank);
    const found = melToMagnitude(mel, bank);
    expectRelative(
      applyMelFilterBank(
        found.map((x) => x * x),
        bank,
      ),
      [...mel],
      1e-5,
    );
  });

  it('settles for the nearest bands where no spectrum has them', () => {
    const bank = makeMelFilterBank({ ...toneOptions, fftSize: 256 });
    const mel = new Float32Array(12);
    mel[6] = 1;
    mel[3] = -1;
    const found = melToMagnitude(mel, bank);
    expect(found.every((value) => Number.isFinite(value))).toBe(true);
    expect(found.indexOf(Math.max(...found))).toBeCloseTo((bank.centersHz[6]! / 8000) * 256, -1);
  });

  it('finds silence in silence', () => {
    const bank = makeMelFilterBank({ ...toneOptions, fftSize: 256 });
    expect(melToMagnitude(new Float32Array(24), bank)).toEqual(new Float32Array(258));
  });
});
