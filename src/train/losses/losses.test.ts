/** What losses are on silence, perfect, scaled and permuted estimates, and what a criterion is refused for. */

import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { computeLoss, type LossNumbers, type Numbers } from '../../../test/support/loss-case.ts';
import { input } from '../../graph/index.ts';
import { floatTensor } from '../../tensor/index.ts';
import { createRandom } from '../../util/index.ts';
import { createCriterion, findLoss, losses } from './list.ts';
import { permutationInvariant } from './permutation-invariant.ts';
import { waveformLossInput } from './signal.ts';

const waves = [2, 2, 1, 1100];
const spectra = [2, 2, 1, 5, 4];

function noise(shape: readonly number[], seed: number): Numbers {
  const random = createRandom(seed);
  return fill(shape, () => random.normal());
}

function fill(shape: readonly number[], value: (n: number) => number): Numbers {
  const count = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Array.from({ length: count }, (_, n) => value(n)) };
}

const scaled = ({ shape, data }: Numbers, factor: number): Numbers => ({
  shape,
  data: data.map((value) => factor * value),
});
const size = ({ shape, data }: Numbers): Numbers => ({ shape, data: data.map(Math.abs) });
const silence = (shape: readonly number[]): Numbers => fill(shape, () => 0);

const target = noise(waves, 1);
const magnitude = size(noise(spectra, 2));
/** A perfect estimate where nothing but the target sounds. */
const perfect: Required<LossNumbers> = {
  estimateWaveform: target,
  targetWaveform: target,
  estimateMagnitude: magnitude,
  targetMagnitude: magnitude,
  mixtureMagnitude: magnitude,
  mask: fill(spectra, () => 1),
  mean: silence([2, 3]),
  deviation: fill([2, 3], () => 1),
};
const silent: Required<LossNumbers> = {
  ...perfect,
  estimateWaveform: silence(waves),
  targetWaveform: silence(waves),
  estimateMagnitude: silence(spectra),
  targetMagnitude: silence(spectra),
  mixtureMagnitude: silence(spectra),
  deviation: silence([2, 3]),
};

const compute = (name: string, numbers: LossNumbers) => computeLoss(createCriterion(name), numbers);

describe.each(losses.map(({ name }) => name))('%s', (name) => {
  const cases: readonly (readonly [string, LossNumbers])[] = [
    ['silence for silence', silent],
    [
      'silence for a target',
      { ...perfect, estimateWaveform: silent.estimateWaveform, mask: silence(spectra) },
    ],
    ['an estimate for silence', { ...silent, estimateWaveform: target, estimateMagnitude: magnitude }],
    ['a perfect estimate', perfect],
  ];
  it.each(cases)('is finite, with its gradients, on %s', async (_name, numbers) => {
    const { loss, gradients } = await compute(name, numbers);
    expect(Number.isFinite(loss)).toBe(true);
    for (const slopes of Object.values(gradients)) expect(slopes.every(Number.isFinite)).toBe(true);
  });

  it('is least for a perfect estimate', async () => {
    const other = await compute(name, {
      ...perfect,
      estimateWaveform: noise(waves, 3),
      estimateMagnitude: size(noise(spectra, 4)),
      mask: fill(spectra, (n) => (n % 3) / 3),
    });
    expect((await compute(name, perfect)).loss).toBeLessThan(other.loss);
  });
});

describe('the component loss', () => {
  it('costs nothing where the residual is silent and the mask is open, with three components', async () => {
    const loss = createCriterion('component_loss', { alpha_constant: 0.2, beta_constant: 0.3 });
    expect((await computeLoss(loss, perfect)).loss).toBe(0);
  });

  it('gives the target no weight where alpha and beta are 1 together', async () => {
    const loss = createCriterion('component_loss', { alpha_constant: 0.2, beta_constant: 0.8 });
    const residual = { ...perfect, mixtureMagnitude: scaled(magnitude, 2), mask: fill(spectra, () => 1e-3) };
    // The residual is scaled but keeps its shape, and nearly nothing of it comes through.
    expect((await computeLoss(loss, residual)).loss).toBeLessThan(1e-5);
  });
});

describe('ratios', () => {
  const louder = { ...perfect, estimateWaveform: scaled(noise(waves, 5), 1) };

  it('do not care about loudness where they are scale-invariant', async () => {
    const before = (await compute('si_sdr_loss', louder)).loss;
    const after = (
      await compute('si_sdr_loss', { ...louder, estimateWaveform: scaled(louder.estimateWaveform, 3) })
    ).loss;
    expect(after).toBeCloseTo(before, 4);
    expect((await compute('snr_loss', { ...perfect, estimateWaveform: scaled(target, 2) })).loss).toBeCloseTo(
      0,
      4,
    );
  });

  it('stop near their limit', async () => {
    const loss = createCriterion({ snr_loss: { limit_db: 20 } });
    expect((await computeLoss(loss, perfect)).loss).toBeCloseTo(-20, 3);
  });

  it('prefer the quieter estimate of silence', async () => {
    const of = async (factor: number) =>
      (await compute('si_sdr_loss', { ...silent, estimateWaveform: scaled(target, factor) })).loss;
    expect(await of(0.1)).toBeLessThan(await of(1));
    expect(await of(0)).toBe(0);
  });
});

describe('permutation invariance', () => {
  it('finds the order of each item by itself, and its gradient', async () => {
    const [items, count, samples] = [2, 3, 40];
    const shape = [items, count, 1, samples];
    const truth = noise(shape, 6);
    const orders = [
      [2, 0, 1],
      [1, 0, 2],
    ];
    const turned = fill(shape, (n) => {
      const [item, t, sample] = [
        Math.floor(n / (count * samples)),
        Math.floor(n / samples) % count,
        n % samples,
      ];
      return truth.data[(item * count + orders[item]![t]!) * samples + sample]!;
    });
    const loss = permutationInvariant(createCriterion({ l2: { domain: 'waveform' } }));
    const result = await computeLoss(loss, { targetWaveform: truth, estimateWaveform: turned });
    expect(result.loss).toBe(0);
    expect(result.gradients.estimateWaveform!.every((slope) => Math.abs(slope) < 1e-12)).toBe(true);
  });

  it('is refused for losses that know no single target, and for many targets', async () => {
    expect(() => permutationInvariant(createCriterion('rmse'))).toThrow('for each target by itself');
    const many = noise([1, 5, 1, 8], 7);
    const loss = permutationInvariant(createCriterion('si_sdr_loss'));
    await expect(computeLoss(loss, { targetWaveform: many, estimateWaveform: many })).rejects.toThrow(
      'at most 4 targets',
    );
  });
});

describe('a criterion', () => {
  it('adds losses by their weights', async () => {
    const numbers = { ...perfect, estimateMagnitude: size(noise(spectra, 8)) };
    const [l1, l2] = [await compute('l1', numbers), await compute('l2', numbers)];
    const sum = createCriterion({ l1: 0.5, l2: { weight: 2 } });
    expect(sum.name).toBe('0.5 l1 + 2 l2');
    expect((await computeLoss(sum, numbers)).loss).toBeCloseTo(0.5 * l1.loss + 2 * l2.loss, 5);
  });

  it.each([
    [() => createCriterion('si_sdr'), 'Did you mean si_sdr_loss?'],
    [() => createCriterion('component_los'), 'Did you mean component_loss?'],
    [() => findLoss('wasserstein'), 'Choose a name from the list'],
    [() => createCriterion({}), 'at least one loss'],
    [() => createCriterion({ l1: Number.NaN }), 'criterion.l1.weight'],
    [() => createCriterion({ l1: { domian: 'waveform' } }), 'Did you mean domain?'],
    [() => createCriterion({ multi_stft_loss: { fft: 1 } }), 'criterion.multi_stft_loss'],
    [() => createCriterion('component_loss', { alpha_constant: -1 }), 'component_loss: alpha_constant'],
    [() => createCriterion({ si_sdr_loss: { zero_mean: 'yes' } }), 'true or false'],
    [() => createCriterion(3 as never), 'the name of a loss'],
  ])('is refused by name: case %#', (make, message) => {
    expect(make).toThrow(message);
  });

  it('says which network a loss is for', async () => {
    const { mean: _mean, deviation: _deviation, ...plain } = perfect;
    await expect(computeLoss(createCriterion('kl_div_loss'), plain)).rejects.toThrow('a variational network');
  });
});

describe('waveforms alone', () => {
  const shape = [2, 2, 1, 1100];
  const value = (name: string, dims: readonly number[]) => input(name, { dtype: 'float32', shape: dims });

  it('are enough for losses on magnitudes and waveforms', async () => {
    const [estimate, truth, mixture] = [
      value('estimate', shape),
      value('target', shape),
      value('mixture', [2, 1, 1100]),
    ];
    const signals = waveformLossInput({ estimate, target: truth, mixture }, { fftSize: 256, hopSize: 64 });
    const sum = createCriterion({ l1: 1, si_sdr_loss: 0.1, multi_stft_loss: 1 }).build(signals);
    const feeds = { estimate: floatTensor(shape, target.data), target: floatTensor(shape, target.data) };
    const { loss } = await evaluate({ loss: sum }, feeds);
    expect(Number(loss!.data[0])).toBeLessThan(-8);
    expect(signals.mixture.magnitude().type.shape).toEqual([2, 2, 1, 129, 18]);
    expect(() => createCriterion('mask').build(signals)).toThrow('a network with a mask');
  });

  it('are refused in other shapes', () => {
    const flat = value('x', [2, 1100]);
    expect(() => waveformLossInput({ estimate: flat, target: flat, mixture: flat }, { fftSize: 16 })).toThrow(
      'a target [batch, target, channel, sample]',
    );
  });
});
