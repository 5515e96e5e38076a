/** Every loss beside PyTorch in double precision: values and gradients on random batches larger than the golden ones. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../../src/util/index.ts';
import {
  computeLoss,
  type LossCase,
  type LossNumbers,
  type LossResult,
  lossErrors,
  lossOfCase,
  type Numbers,
} from '../../../test/support/loss-case.ts';
import type { Figure, Measurement } from '../figure.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const floor = 1e-5;
const waves = [3, 2, 2, 2000];
const spectra = [3, 2, 2, 33, 20];

function draw(shape: readonly number[], value: () => number): Numbers {
  const count = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Array.from({ length: count }, () => Math.fround(value())) };
}

function batch(): LossNumbers {
  const random = createRandom(11);
  const target = draw(spectra, () => Math.abs(random.normal()));
  const wave = draw(waves, () => random.normal());
  return {
    targetMagnitude: target,
    estimateMagnitude: draw(spectra, () => Math.abs(random.normal())),
    mixtureMagnitude: draw(spectra, () => 0.1 + Math.abs(random.normal())),
    mask: draw(spectra, () => random.uniform()),
    targetWaveform: wave,
    estimateWaveform: {
      shape: waves,
      data: wave.data.map((x) => Math.fround(0.6 * x + 0.5 * random.normal())),
    },
    mean: draw([3, 8, 16], () => random.normal()),
    deviation: draw([3, 8, 16], () => 0.1 + random.uniform()),
  };
}

/**
 * Clicks, each four times as loud as the one before: no bin of any frame comes near 0. Where bins do (tones, noise), the slope of their
 * logarithm is rounding noise of 1e-4 in float32, in PyTorch as here, and a comparison would say nothing of the formula.
 */
function clicks(): LossNumbers {
  const random = createRandom(12);
  const shape = [1, 1, 1, 1100];
  let n = 0;
  return {
    estimateWaveform: draw(shape, () => {
      const [count, since] = [Math.floor(n / 80), n % 80];
      n++;
      return 1e-5 * 4 ** count * Math.exp(-since);
    }),
    targetWaveform: draw(shape, () => 0.1 * random.normal()),
  };
}

type Settings = LossCase['options'];

/** Ours under config.json's names; where asteroid has the loss, its formula stands on the other side. */
const rows: readonly (readonly [loss: LossCase['loss'], options: Settings, peer?: string])[] = [
  ['component_loss', { alpha_constant: 0.3 }],
  ['component_loss', { alpha_constant: 0.2, beta_constant: 0.5 }],
  ['kl_div_loss', {}],
  ['l1', {}],
  ['l2', { domain: 'waveform' }],
  ['rmse', {}],
  ['mask', {}],
  ['mask', { ideal: 'binary', distance: 'l2' }],
  ['si_sdr_loss', {}],
  ['si_sdr_loss', { zero_mean: true, per: 'channel' }, 'asteroid_si_sdr'],
  ['snr_loss', {}],
  ['multi_stft_loss', {}],
  [{ l1: 1, si_sdr_loss: 0.05 }, {}],
];

async function measure(cases: readonly (LossCase & { readonly peer?: string })[]): Promise<Measurement> {
  const asked = cases.map(({ peer, ...rest }) =>
    peer === undefined ? rest : { ...rest, loss: peer, options: {} },
  );
  const answer = execFileSync(`${root}bench/peers/.venv/bin/python`, [`${root}bench/peers/losses.py`], {
    input: JSON.stringify({ cases: asked }),
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  const { cases: wanted, versions } = JSON.parse(answer) as {
    cases: readonly LossResult[];
    versions: { torch: string };
  };
  const errors: { name: string; value: number; gradient: number }[] = [];
  for (const [n, one] of cases.entries()) {
    const { value, ...slopes } = lossErrors(await computeLoss(lossOfCase(one), one.inputs), wanted[n]!);
    errors.push({ name: one.name, value: value!, gradient: Math.max(...Object.values(slopes)) });
  }
  const worst = errors.reduce((a, b) =>
    Math.max(a.value, a.gradient) > Math.max(b.value, b.gradient) ? a : b,
  );
  return {
    measured: `values ${Math.max(...errors.map((e) => e.value)).toExponential(1)}, gradients ${Math.max(...errors.map((e) => e.gradient)).toExponential(1)}`,
    ok: errors.every(({ value, gradient }) => value <= floor && gradient <= floor),
    note: `worst: ${worst.name}; ${errors.length} losses, torch ${versions.torch} in float64`,
  };
}

const all: Figure = {
  what: "losses and their gradients against PyTorch, and asteroid's formula of SI-SDR",
  floor: `<= ${floor}`,
  measure: () =>
    measure(
      rows.map(([loss, options, peer]) => ({
        name: `${typeof loss === 'string' ? loss : Object.keys(loss).join(' + ')} ${JSON.stringify(options)}`,
        loss,
        options,
        pit: false,
        inputs: loss === 'multi_stft_loss' ? clicks() : batch(),
        ...(peer === undefined ? {} : { peer }),
      })),
    ),
};

const permuted: Figure = {
  what: "permutation-invariant losses of four targets against all orders in PyTorch (asteroid's SI-SDR, L1)",
  floor: `<= ${floor}`,
  measure() {
    const random = createRandom(13);
    const shape = [3, 4, 1, 800];
    const targetWaveform = draw(shape, () => random.normal());
    const inputs = {
      targetWaveform,
      estimateWaveform: {
        shape,
        // Turned by one target.
        data: targetWaveform.data.map((_, n) =>
          Math.fround(
            targetWaveform.data[Math.floor(n / 3200) * 3200 + ((n + 800) % 3200)]! + 0.7 * random.normal(),
          ),
        ),
      },
    };
    return measure([
      {
        name: 'SI-SDR',
        loss: 'si_sdr_loss',
        options: { zero_mean: true },
        pit: true,
        peer: 'asteroid_si_sdr',
        inputs,
      },
      { name: 'l1', loss: 'l1', options: { domain: 'waveform' }, pit: true, inputs },
    ]);
  },
};

const figures: readonly Figure[] = [all, permuted];
export default figures;
