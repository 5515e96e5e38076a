/**
 * The networks beside their PyTorch twins: outputs and gradients with the same weights, and examples per second in training. Both sides are
 * processes of their own with two threads, and take turns.
 */

import { networkNames } from '../../../src/models/index.ts';
import type { Side } from '../../engine/peers.ts';
import { type NetworkPairing, withNetworkPeers } from '../../toolkit/network-peers.ts';
import type { Figure, Measurement } from '../figure.ts';

/** Default widths and levels on short segments, so that double precision fits in memory. No dropout, whose numbers differ. */
const paritySize = {
  batchSize: 4,
  fftSize: 64,
  hopSize: 32,
  sampleRate: 2080,
  sampleLengthSeconds: 1,
  settings: { dropout_p: 0 },
} as const;

/** Rounds of one step on each side, after a warm-up. */
const rounds = 5;

/**
 * Element by element at tiny sizes (the golden vectors), and at the default widths. There ReLUs and pools have kinks: where single precision falls on the
 * other side of one than double does, a gradient differs by more than rounding, PyTorch's too. So all gradients are compared together, and with what PyTorch's single precision is off by.
 */
function parityFigure(network: string): Figure {
  return {
    what: `${network} at the default widths against the PyTorch twin in double precision, same weights: waveforms, and all gradients together`,
    floor: 'waveforms <= 1e-4 of the largest; gradients <= 1e-3 of their norm',
    measure: () =>
      withNetworkPeers({ network, ...paritySize }, async ({ ours, theirs }): Promise<Measurement> => {
        await ours.ask({ do: 'write', seed: 3 });
        const { waveform, gradients, single, count } = await theirs.ask<Distances>({
          do: 'compare',
          seed: 3,
        });
        return {
          measured: `${waveform.toExponential(1)} and ${gradients.toExponential(1)}`,
          ok: waveform <= 1e-4 && gradients <= 1e-3,
          note: `${count} parameters; PyTorch's single precision is off by ${single.toExponential(1)}`,
        };
      }),
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
  ...networkNames().map(parityFigure),
  speedFigure({ network: 'SpectrogramNetSimple', batchSize: 4 }, 0.65),
  speedFigure({ network: 'SpectrogramNetLSTM', batchSize: 4 }, 1),
];
export default figures;
