/** The STFT, its inverse and the median filter against torch, librosa and scipy (scripts/golden/stft.py). */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { istft, medianFilter, resolveStftSettings, type StftOptions, stft } from '../../src/dsp/index.ts';

interface Case {
  readonly name: string;
  readonly library: string;
  readonly frameCount: number;
  readonly frames: readonly number[];
  readonly largest: number;
  readonly options: StftOptions;
}

interface Golden {
  readonly cases: readonly Case[];
  readonly inverse: {
    readonly fftSize: number;
    readonly hopSize: number;
    readonly frameCount: number;
    readonly lengthSamples: number;
  };
  readonly median: { readonly rows: number; readonly columns: number; readonly sizes: readonly number[] };
}

const golden = JSON.parse(readFileSync(new URL('stft.json', import.meta.url), 'utf8')) as Golden;

function load(name: string): Float32Array<ArrayBuffer> {
  const bytes = readFileSync(new URL(`stft-${name}.f32`, import.meta.url));
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** Float32 transforms against float64 ones: a few roundings of the largest bin. The promise is 1e-5. */
const tolerance = 1e-6;

describe('stft', () => {
  const signal = load('signal');

  it.each(golden.cases)('equals $name', ({ name, frameCount, frames, largest, options }) => {
    const spectrogram = stft([signal], options);
    // One frame more where the inverse needs it; the frames before are the library's.
    expect(spectrogram.frameCount - frameCount).toBeOneOf([0, 1]);
    if (options.hopSize! * 3 <= options.windowSize!) expect(spectrogram.frameCount).toBe(frameCount);
    const expected = load(name);
    const width = spectrogram.binCount * 2;
    frames.forEach((frame, index) => {
      const bins = spectrogram.channels[0]!.subarray(frame * width, (frame + 1) * width);
      const differences = bins.map((value, i) => Math.abs(value - expected[index * width + i]!));
      expect(Math.max(...differences)).toBeLessThan(tolerance * largest);
    });
  });
});

describe('istft', () => {
  const { fftSize, hopSize, frameCount, lengthSamples } = golden.inverse;
  const spectrogram = {
    settings: resolveStftSettings({ fftSize, hopSize }),
    binCount: fftSize / 2 + 1,
    frameCount,
    lengthSamples,
    channels: [load('inverse-bins')],
  };

  it.each(['torch', 'librosa'])('equals %s on bins that no signal has', (library) => {
    const expected = load(`inverse-${library}`);
    const [signal] = istft(spectrogram);
    const end = hopSize * (frameCount - 1);
    for (let n = 0; n < end; n++) expect(Math.abs(signal![n]! - expected[n]!)).toBeLessThan(1e-6);
  });
});

describe('medianFilter', () => {
  it('equals scipy.ndimage.median_filter bit for bit', () => {
    const { rows, columns, sizes } = golden.median;
    const matrix = load('median-matrix');
    const expected = load('median-filtered');
    const filtered = sizes.flatMap((size) =>
      (['rows', 'columns'] as const).map((axis) => medianFilter(matrix, { rows, columns, axis, size })),
    );
    filtered.forEach((result, i) => {
      expect(result).toEqual(expected.subarray(i * rows * columns, (i + 1) * rows * columns));
    });
  });
});
