/** The STFT as a graph function: the numbers of `dsp`, torch's gradients, perfect reconstruction, librosa's Griffin-Lim. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/engine.ts';
import {
  applyMelFilterBank,
  istft,
  makeMelFilterBank,
  power,
  type StftOptions,
  stft,
  stftFrameCount,
} from '../dsp/index.ts';
import { abs, constant, gradients, input, reduceMean, sub, type Value } from '../graph/index.ts';
import { floatTensor, type Tensor } from '../tensor/index.ts';
import { ArgumentError, createRandom } from '../util/index.ts';
import { type Complex, complexAbs, complexPower } from './complex.ts';
import { graphMel } from './signal-mel.ts';
import { graphGriffinLim, graphMisi } from './signal-phase.ts';
import { graphIstft, graphStft } from './signal-stft.ts';

/** Products of float32 matrices: rounding of 1e-7 of the largest bin, over sums of a thousand. */
const matrixTolerance = 1e-5;
/** Gradients of magnitudes divide by magnitudes as small as a hundredth of the usual. */
const gradientTolerance = 1e-4;

interface Packed {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly spectralLoss: readonly {
    readonly name: string;
    readonly options: StftOptions;
    readonly loss: number;
    readonly x: Packed;
    readonly target: Packed;
    readonly gradient: Packed;
  }[];
  readonly waveformLoss: readonly {
    readonly name: string;
    readonly options: StftOptions;
    readonly re: Packed;
    readonly im: Packed;
    readonly target: Packed;
    readonly y: Packed;
    readonly gradientRe: Packed;
    readonly gradientIm: Packed;
  }[];
  readonly griffinLim: readonly {
    readonly momentum: number;
    readonly x: Packed;
    readonly iterations: readonly number[];
    readonly distances: readonly number[];
    readonly afterOne: Packed;
    readonly afterEight: Packed;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../test/golden/nn-signal.json', import.meta.url), 'utf8'),
) as Golden;

const grid: readonly StftOptions[] = [
  { fftSize: 16, hopSize: 4 },
  { fftSize: 64, hopSize: 32 },
  { fftSize: 63, hopSize: 20 },
  { fftSize: 60, hopSize: 15, windowSize: 45, normalized: true, padMode: 'zeros' },
  { fftSize: 1024, hopSize: 256 },
  { fftSize: 945, hopSize: 200 },
  { fftSize: 1200, hopSize: 300, windowSize: 1000, window: 'hamming', normalized: true, padMode: 'zeros' },
  { fftSize: 1000, hopSize: 130, center: false, window: 'hamming' },
];

describe('graphStft', () => {
  it.each(grid)('gives the bins of dsp: %o', async (options) => {
    const signals = noise(3, 2500);
    const spectrogram = stft(signals, options);
    const { re, im } = await evaluate({
      ...graphStft(constant(floatTensor([3, 2500], signals.flat)), options),
    });
    const { binCount, frameCount } = spectrogram;
    expect(re!.shape).toEqual([3, binCount, frameCount]);
    const scale = largest(spectrogram.channels[0]!);
    let difference = 0;
    spectrogram.channels.forEach((bins, c) => {
      for (let frame = 0; frame < frameCount; frame++) {
        for (let bin = 0; bin < binCount; bin++) {
          const at = (c * binCount + bin) * frameCount + frame;
          const from = 2 * (frame * binCount + bin);
          difference = Math.max(difference, Math.abs(numbers(re!)[at]! - bins[from]!));
          difference = Math.max(difference, Math.abs(numbers(im!)[at]! - bins[from + 1]!));
        }
      }
    });
    expect(difference / scale).toBeLessThan(matrixTolerance);
  });

  it.each(golden.spectralLoss)(
    "has torch's gradients: $name",
    async ({ options, loss, x, target, gradient }) => {
      const waveform = input('x', { dtype: 'float32', shape: x.shape });
      const magnitudes = complexAbs(graphStft(waveform, options));
      const wanted = complexAbs(graphStft(unpack(target), options));
      const distance = reduceMean(abs(sub(magnitudes, wanted)));
      const [slope] = gradients(distance, [waveform]);
      const results = await evaluate({ distance, slope: slope! }, { x: floatTensor(x.shape, x.data) });
      expect(numbers(results.distance!)[0]).toBeCloseTo(loss, 5);
      expect(farthest(results.slope!, gradient.data)).toBeLessThan(gradientTolerance);
    },
  );

  it('takes a symbolic batch and a symbolic number of hops', async () => {
    for (const options of [
      { fftSize: 64, hopSize: 16 },
      { fftSize: 64, hopSize: 32, padMode: 'zeros' },
    ] as const) {
      const { hopSize } = options;
      const x = input('x', { dtype: 'float32', shape: ['batch', 2, `${hopSize}*hops`] });
      const bins = graphStft(x, options);
      expect(bins.re.type.shape).toEqual(['batch', 2, 33, 'hops+1']);
      const back = graphIstft(bins, options);
      expect(back.type.shape).toEqual(x.type.shape);
      const signals = noise(6, 12 * hopSize);
      const results = await evaluate(
        { re: bins.re, back },
        { x: floatTensor([3, 2, 12 * hopSize], signals.flat) },
      );
      const { re } = await evaluate({
        ...graphStft(constant(floatTensor([6, 12 * hopSize], signals.flat)), options),
      });
      expect(results.re!.shape).toEqual([3, 2, 33, 13]);
      expect(farthest(results.re!, numbers(re!))).toBeLessThan(matrixTolerance);
      expect(farthest(results.back!, signals.flat)).toBeLessThan(matrixTolerance);
    }
  });

  it.each(['zeros', 'reflect'] as const)(
    'has the same gradients with symbolic sizes: %s',
    async (padMode) => {
      const options = { fftSize: 64, hopSize: 16, padMode } as const;
      const { flat } = noise(2, 320);
      const slopes: Tensor[] = [];
      for (const shape of [
        [2, 320],
        ['batch', '16*hops'],
      ]) {
        const x = input('x', { dtype: 'float32', shape });
        const { re, im } = graphStft(x, options);
        const rebuilt = graphIstft({ re: abs(re), im }, options);
        const [slope] = gradients(reduceMean(abs(sub(rebuilt, x))), [x]);
        slopes.push((await evaluate({ slope: slope! }, { x: floatTensor([2, 320], flat) })).slope!);
      }
      expect(farthest(slopes[1]!, numbers(slopes[0]!))).toBeLessThan(matrixTolerance);
    },
  );

  it('refuses signals too short to be mirrored, and settings out of range', () => {
    const x = input('x', { dtype: 'float32', shape: [8] });
    expect(() => graphStft(x, { fftSize: 16 })).toThrow(ArgumentError);
    expect(() => graphStft(x, { fftSize: 1 })).toThrow(ArgumentError);
    expect(() => graphIstft({ re: x, im: x }, { fftSize: 16 })).toThrow(ArgumentError);
  });
});

describe('graphIstft', () => {
  it.each(grid.filter(({ center }) => center !== false))('rebuilds any length: %o', async (options) => {
    for (const length of [1501, 2048]) {
      const signals = noise(2, length);
      const x = constant(floatTensor([2, length], signals.flat));
      const bins = graphStft(x, options);
      expect(bins.re.type.shape.at(-1)).toBe(stftFrameCount({ ...full(options) }, length));
      const { y } = await evaluate({ y: graphIstft(bins, { ...options, lengthSamples: length }) });
      expect(farthest(y!, signals.flat)).toBeLessThan(matrixTolerance);
    }
  });

  it("gives dsp's signal for bins that no signal has, and silence beyond the frames", async () => {
    const options = { fftSize: 64, hopSize: 20, normalized: true };
    const spectrogram = stft(noise(1, 500), options);
    const damaged = {
      ...spectrogram,
      channels: [spectrogram.channels[0]!.map((value, i) => (i % 7 ? value : 0))],
    };
    for (const lengthSamples of [300, 500, 700]) {
      const [expected] = istft(damaged, { lengthSamples });
      const { y } = await evaluate({ y: graphIstft(toBins(damaged), { ...options, lengthSamples }) });
      expect(farthest(y!, expected!)).toBeLessThan(matrixTolerance);
    }
  });

  it.each(golden.waveformLoss)("has torch's gradients: $name", async (example) => {
    const { options, target } = example;
    const bins: Complex = {
      re: input('re', { dtype: 'float32', shape: example.re.shape }),
      im: input('im', { dtype: 'float32', shape: example.re.shape }),
    };
    const y = graphIstft(bins, { ...options, lengthSamples: target.shape[0]! });
    const [dRe, dIm] = gradients(reduceMean(abs(sub(y, unpack(target)))), [bins.re, bins.im]);
    const results = await evaluate(
      { y, dRe: dRe!, dIm: dIm! },
      {
        re: floatTensor(example.re.shape, example.re.data),
        im: floatTensor(example.im.shape, example.im.data),
      },
    );
    expect(farthest(results.y!, example.y.data)).toBeLessThan(matrixTolerance);
    expect(farthest(results.dRe!, example.gradientRe.data)).toBeLessThan(gradientTolerance);
    expect(farthest(results.dIm!, example.gradientIm.data)).toBeLessThan(gradientTolerance);
  });

  it('refuses a hop that leaves samples without weight', () => {
    const bins = constant(floatTensor([9, 4], new Float32Array(36)));
    expect(() => graphIstft({ re: bins, im: bins }, { fftSize: 16, hopSize: 16 })).toThrow(ArgumentError);
  });
});

describe('graphMel', () => {
  it("gives dsp's bands", async () => {
    const options = { fftSize: 256, hopSize: 64 };
    const spectrogram = stft(noise(1, 1000), options);
    const bands = { fftSize: 256, sampleRate: 22050, melCount: 20 };
    const { mel } = await evaluate({ mel: graphMel(complexPower(toBins(spectrogram)), bands) });
    const expected = applyMelFilterBank(power(spectrogram)[0]!, makeMelFilterBank(bands));
    expect(farthest(mel!, transposed(expected, 20))).toBeLessThan(matrixTolerance);
  });
});

describe('graphGriffinLim', () => {
  it.each(golden.griffinLim)("converges as librosa's, momentum $momentum", async (example) => {
    const options = { fftSize: 64, hopSize: 16, padMode: 'zeros', lengthSamples: 480 } as const;
    const wanted = complexAbs(graphStft(unpack(example.x), options));
    const values: Record<string, Value> = { wanted };
    for (const iterations of example.iterations) {
      const y = graphGriffinLim(wanted, { ...options, iterations, momentum: example.momentum });
      values[`y${iterations}`] = y;
      values[`m${iterations}`] = complexAbs(graphStft(y, options));
    }
    const results = await evaluate(values);
    example.iterations.forEach((iterations, i) => {
      const distance = relativeDistance(numbers(results[`m${iterations}`]!), numbers(results.wanted!));
      // The iteration is chaotic in the end: 32 steps in float32 are near, not equal.
      expect(Math.abs(distance / example.distances[i]! - 1)).toBeLessThan(iterations > 8 ? 0.05 : 1e-3);
    });
    expect(farthest(results.y1!, example.afterOne.data)).toBeLessThan(gradientTolerance);
    expect(farthest(results.y8!, example.afterEight.data)).toBeLessThan(1e-2);
  });
});

describe('graphMisi', () => {
  it('comes nearer to the sources than the phases of the mixture, and has gradients', async () => {
    const options = { fftSize: 64, hopSize: 16 };
    const sources = tones(480);
    const mixture = sources[0]!.map((value, n) => value + sources[1]![n]!);
    const flat = Float32Array.from([...sources[0]!, ...sources[1]!]);
    const truth = constant(floatTensor([2, 480], flat));
    const magnitudes = complexAbs(graphStft(truth, options));
    const given = input('magnitudes', magnitudes.type);
    const whole = constant(floatTensor([480], mixture));
    const rough = graphMisi({ magnitudes: given, mixture: whole }, { ...options, iterations: 0 });
    const fine = graphMisi({ magnitudes: given, mixture: whole }, { ...options, iterations: 10 });
    const loss = reduceMean(abs(sub(fine, truth)));
    const [slope] = gradients(loss, [given]);
    const fed = (await evaluate({ magnitudes })).magnitudes!;
    const results = await evaluate({ rough, fine, slope: slope! }, { magnitudes: fed });
    const before = relativeDistance(numbers(results.rough!), flat);
    const after = relativeDistance(numbers(results.fine!), flat);
    expect(after).toBeLessThan(0.8 * before);
    expect(largest(numbers(results.slope!))).toBeGreaterThan(0);
    expect(numbers(results.slope!).every(Number.isFinite)).toBe(true);
  });

  it('refuses magnitudes of other frames', () => {
    const magnitudes = input('m', { dtype: 'float32', shape: [2, 33, 7] });
    const mixture = input('x', { dtype: 'float32', shape: [480] });
    expect(() => graphMisi({ magnitudes, mixture }, { fftSize: 64, hopSize: 16 })).toThrow(ArgumentError);
  });
});

function noise(count: number, length: number): Float32Array[] & { readonly flat: Float32Array } {
  const random = createRandom(count * length);
  const flat = Float32Array.from({ length: count * length }, () => random.normal());
  return Object.assign(
    Array.from({ length: count }, (_, c) => flat.subarray(c * length, (c + 1) * length)),
    { flat },
  ) as unknown as Float32Array[] & { readonly flat: Float32Array };
}

function tones(length: number): Float32Array[] {
  return [0.31, 0.37].map((frequency, c) =>
    Float32Array.from(
      { length },
      (_, n) => Math.sin(frequency * n + c) * (c === 0 ? 1 : 0.5 + 0.5 * Math.sin(n / 40)),
    ),
  );
}

function unpack({ shape, data }: Packed): Value {
  return constant(floatTensor(shape, data));
}

function numbers(tensor: Tensor): Float32Array {
  return tensor.data as Float32Array;
}

function largest(data: ArrayLike<number>): number {
  return Array.from(data).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The largest difference, relative to the largest expected number. */
function farthest(tensor: Tensor, expected: ArrayLike<number>): number {
  expect(tensor.data.length).toBe(expected.length);
  return largest(Array.from(expected, (value, i) => value - numbers(tensor)[i]!)) / largest(expected);
}

function relativeDistance(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...b);
}

function transposed(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** The first channel of a spectrogram as constants [bin, frame]. */
function toBins({ channels, binCount, frameCount }: ReturnType<typeof stft>): Complex {
  const part = (offset: number) => {
    const matrix = Float32Array.from(
      { length: binCount * frameCount },
      (_, i) => channels[0]![2 * i + offset]!,
    );
    return constant(floatTensor([binCount, frameCount], transposed(matrix, binCount)));
  };
  return { re: part(0), im: part(1) };
}

function full(options: StftOptions) {
  return stft([new Float32Array(1)], options).settings;
}
