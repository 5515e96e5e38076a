/**
 * The networks beside their PyTorch twins: outputs and gradients with the same weights, and examples per second in training. Both sides are
 * processes of their own with two threads, and take turns.
 */

import { networkNames } from '../../../src/models/index.ts';
import {
  goldenModelNames,
  inferenceErrors,
  readGoldenModel,
  trainingErrors,
} from '../../../test/support/model-golden.ts';
import type { Side } from '../../engine/peers.ts';
import { type NetworkPairing, withNetworkPeers } from '../../toolkit/network-peers.ts';
import type { Figure, Measurement } from '../figure.ts';

/** Element by element, with PyTorch's numbers in double precision. */
const golden: Figure = {
  what: 'every network against its PyTorch twin, same weights (golden vectors): outputs, all gradients, running statistics, waveforms',
  floor: 'relative error <= 1e-4',
  async measure() {
    let worst: readonly [string, number] = ['', 0];
    for (const name of goldenModelNames) {
      const model = readGoldenModel(name);
      const errors = { ...(await trainingErrors(model)), ...(await inferenceErrors(model)) };
      for (const [key, error] of Object.entries(errors)) {
        if (!(error <= worst[1])) worst = [`${name} ${key}`, error];
      }
    }
    return {
      measured: worst[1].toExponential(1),
      ok: worst[1] <= 1e-4,
      note: `${goldenModelNames.length} cases; worst ${worst[0]}`,
    };
  },
};

/** Default widths and levels on short segments, so that double precision fits in memory. No dropout, whose numbers differ. */
const paritySize = {
  batchSize: 4,
  fftSize: 64,
  hopSize: 32,
  sampleRate: 2080,
  sampleLengthSeconds: 1,
  settings: { dropout_p: 0 },
} as const;

/** Batches that are tried. */
const batchCount = 5;

/** Rounds of one step on each side, after a warm-up. */
const rounds = 5;

/**
 * At the default widths ReLUs and pools have so many kinks that a batch meets some: where single precision falls on the other side of one than double does, a gradient differs by more than rounding,
 * PyTorch's too. A wrong gradient is wrong on every batch; so up to `batchCount` batches are tried, and the best counts.
 */
function parityFigure(network: string): Figure {
  return {
    what: `${network} at the default widths against the PyTorch twin in double precision, same weights: waveforms, and all gradients together`,
    floor: 'of any batch, waveforms <= 1e-4 of the largest; of the best, gradients <= 1e-4 of their norm',
    measure: () =>
      withNetworkPeers(
        { network, batchCount, ...paritySize },
        async ({ ours, theirs }): Promise<Measurement> => {
          const all: Distances[] = [];
          while (all.length < batchCount && !all.some(({ gradients }) => gradients <= 1e-4)) {
            const question = { seed: 3, batch: all.length };
            await ours.ask({ do: 'write', ...question });
            all.push(await theirs.ask<Distances>({ do: 'compare', ...question }));
          }
          const waveform = Math.max(...all.map((distances) => distances.waveform));
          const gradients = Math.min(...all.map((distances) => distances.gradients));
          const list = (values: readonly number[]) => values.map((x) => x.toExponential(1)).join(', ');
          return {
            measured: `${waveform.toExponential(1)} and ${gradients.toExponential(1)}`,
            ok: waveform <= 1e-4 && gradients <= 1e-4,
            note:
              `${all[0]!.count} parameters; gradients by batch ${list(all.map((d) => d.gradients))}, ` +
              `of PyTorch's own single precision ${list(all.map((d) => d.single))}`,
          };
        },
      ),
  };
}

interface Distances {
  readonly waveform: number;
  readonly gradients: number;
  readonly single: number;
  readonly count: number;
}

interface Run {
  readonly milliseconds: readonly number[];
  readonly busyMilliseconds: readonly number[];
  readonly loss: number;
}

function speedFigure({ batchSize, network }: NetworkPairing, floor: number): Figure {
  return {
    what: `training throughput of ${network} at the default sizes, batch ${batchSize}: STFT, forward, backward, Adam`,
    floor: `>= ${floor.toFixed(2)}x PyTorch's examples per second`,
    measure: () =>
      withNetworkPeers({ network, batchSize, settings: {} }, async ({ ours, theirs }) => {
        const first = { ours: await ask(ours), theirs: await ask(theirs) };
        const times = { ours: [] as number[], theirs: [] as number[] };
        const busy = { ours: [] as number[], theirs: [] as number[] };
        for (let round = 0; round < rounds; round++) {
          for (const [name, side] of [
            ['ours', ours],
            ['theirs', theirs],
          ] as const) {
            const { milliseconds, busyMilliseconds } = await ask(side);
            times[name].push(...milliseconds);
            busy[name].push(...busyMilliseconds);
          }
        }
        const rate = (list: readonly number[]): number => (1000 * batchSize) / median(list);
        const ratio = rate(times.ours) / rate(times.theirs);
        const memory = async (side: Side): Promise<string> =>
          `${((await side.ask<{ bytes: number }>({ do: 'memory' })).bytes / 1e9).toFixed(2)} GB`;
        return {
          measured: `${ratio.toFixed(2)}x`,
          ok: ratio >= floor,
          note:
            `${rate(times.ours).toFixed(2)} and ${rate(times.theirs).toFixed(2)} examples/s, medians of ${rounds}; by processor time ${(median(busy.theirs) / median(busy.ours)).toFixed(2)}x; ` +
            `peak ${await memory(ours)} and ${await memory(theirs)}; first losses ${first.ours.loss.toFixed(4)} and ${first.theirs.loss.toFixed(4)}`,
        };
      }),
  };
}

function ask(side: Side): Promise<Run> {
  return side.ask<Run>({ do: 'run', runs: 1 });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const figures: Figure[] = [
  golden,
  ...networkNames().map(parityFigure),
  speedFigure({ network: 'SpectrogramNetSimple', batchSize: 4 }, 0.65),
  speedFigure({ network: 'SpectrogramNetLSTM', batchSize: 4 }, 1),
];
export default figures;
