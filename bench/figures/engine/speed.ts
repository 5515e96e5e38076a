/**
 * Forward passes and training steps of four networks beside PyTorch: time, peak memory, time to build. Both sides are
 * processes of their own with two threads, the same weights and the same batch, and take turns.
 */

import { type Side, withBoth } from '../../engine/peers.ts';
import type { Figure, Measurement } from '../figure.ts';

interface Run {
  readonly milliseconds: readonly number[];
  readonly loss: number;
}

interface Times {
  readonly ratio: number;
  readonly text: string;
}

/** Rounds of one run on each side, after a warm-up of two. */
const rounds = 7;

const networks = [
  { model: 'unet', what: 'conv U-Net, 16...512 channels, [8, 1, 512, 172]', forward: 1.2, step: 1.5 },
  { model: 'blstm', what: 'three-layer BLSTM(512), 172 frames, batch 8', forward: 1, step: 0.9 },
  { model: 'conv-tasnet', what: 'Conv-TasNet separator, 1600 frames, batch 2', forward: 1.2, step: 1.5 },
  // A transformer is no convolution; its floor is the aim of all.
  { model: 'transformer', what: 'transformer block, 512 x 1344 tokens', forward: 1.2, step: 1.5 },
] as const;

/** The losses of twins differ by the order of sums: by 3e-7 as measured, before a step and after one. */
const lossTolerance = 1e-5;

async function takeTurns(sides: { readonly ours: Side; readonly theirs: Side }): Promise<Times> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (const [name, side] of Object.entries(sides)) {
    const { loss } = await side.ask<Run>({ do: 'run', runs: 1 });
    const other = await (name === 'ours' ? sides.theirs : sides.ours).ask<Run>({ do: 'run', runs: 1 });
    if (Math.abs(loss / other.loss - 1) > lossTolerance) throw new Error(`losses ${loss} and ${other.loss}`);
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of ['ours', 'theirs'] as const) {
      times[name].push(...(await sides[name].ask<Run>({ do: 'run', runs: 1 })).milliseconds);
    }
  }
  const [ours, theirs] = [median(times.ours), median(times.theirs)];
  const [least, leastTheirs] = [Math.min(...times.ours), Math.min(...times.theirs)];
  return {
    ratio: ours / theirs,
    text: `ours ${ours.toFixed(0)} ms, PyTorch ${theirs.toFixed(0)} ms, medians of ${rounds}; fastest ${least.toFixed(0)} and ${leastTheirs.toFixed(0)}`,
  };
}

function forwardFigure({ model, what, forward }: (typeof networks)[number]): Figure {
  return {
    what: `forward pass: ${what}`,
    floor: `<= ${forward}x PyTorch's time`,
    measure: () =>
      withBoth({ model, mode: 'forward' }, async (sides): Promise<Measurement> => {
        const { ratio, text } = await takeTurns(sides);
        return { measured: `${ratio.toFixed(2)}x`, ok: ratio <= forward, note: text };
      }),
  };
}

/** One pair of processes gives three figures: asked for the first, kept for the others. */
function stepFigures({ model, what, step }: (typeof networks)[number]): Figure[] {
  let measured: Promise<StepMeasurement> | undefined;
  const measure = (): Promise<StepMeasurement> => {
    measured ??= measureStep(model);
    return measured;
  };
  return [
    {
      what: `training step with Adam: ${what}`,
      floor: `<= ${step}x PyTorch's time`,
      async measure() {
        const { times } = await measure();
        return { measured: `${times.ratio.toFixed(2)}x`, ok: times.ratio <= step, note: times.text };
      },
    },
    {
      what: `peak memory of the training process: ${what}`,
      floor: "<= 2.5x PyTorch's; aim 1.5x",
      async measure() {
        const { ours, theirs } = (await measure()).bytes;
        return {
          measured: `${(ours / theirs).toFixed(2)}x`,
          ok: ours / theirs <= 2.5,
          note: `${(ours / 1e9).toFixed(2)} GB and ${(theirs / 1e9).toFixed(2)} GB, whole processes`,
        };
      },
    },
    {
      what: `building and compiling the step: ${what}`,
      floor: '<= 10 s',
      async measure() {
        const seconds = (await measure()).buildMilliseconds / 1000;
        return { measured: `${seconds.toFixed(2)} s`, ok: seconds <= 10 };
      },
    },
  ];
}

interface StepMeasurement {
  readonly times: Times;
  readonly bytes: { readonly ours: number; readonly theirs: number };
  readonly buildMilliseconds: number;
}

function measureStep(model: string): Promise<StepMeasurement> {
  return withBoth({ model, mode: 'step' }, async (sides) => {
    const times = await takeTurns(sides);
    const { milliseconds } = await sides.ours.ask<{ milliseconds: number }>({ do: 'build' });
    const peak = async (side: Side): Promise<number> =>
      (await side.ask<{ bytes: number }>({ do: 'memory' })).bytes;
    return {
      times,
      bytes: { ours: await peak(sides.ours), theirs: await peak(sides.theirs) },
      buildMilliseconds: milliseconds,
    };
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const figures: Figure[] = [...networks.map(forwardFigure), ...networks.flatMap(stepFigures)];
export default figures;
