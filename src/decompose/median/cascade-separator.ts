/** A Separator from a description of a cascade of harmonic-percussive splits. */

import type { Chunking, Separator } from '../../audio/index.ts';
import { checkFiniteChunk, separateChannels, subtract } from '../chunk.ts';
import { exactChunks } from '../chunking.ts';
import {
  cascadeReach,
  checkCascade,
  type MedianCascade,
  type ResolvedStage,
  resolveStages,
} from './cascade.ts';
import { createScratch, type Part, type Scratch, splitBytesPerSample, splitChannel } from './split.ts';

/**
 * A separator that runs the stages of `cascade` one after the other, channel by channel at any rate and with any number of channels. Its
 * stems add up to the mixture. What no wanted stem needs is not computed.
 *
 * Throws `ArgumentError` for a cascade whose stages do not fit together, and, when separating, for a sample that is not finite.
 *
 * @example
 * createMedianCascade({
 *   name: 'chords',
 *   stems: ['chords', 'rest'],
 *   stages: [{ frameSeconds: 0.2, harmonic: { seconds: 1 }, percussive: { hertz: 200 }, to: { harmonic: 'chords' } }],
 * });
 */
export function createMedianCascade(cascade: MedianCascade): Separator {
  checkCascade(cascade);
  const { name, stems } = cascade;
  const scratch = createScratch();
  return {
    name,
    stems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => chunkingOf(resolveStages(cascade, sampleRate), { sampleRate, stems }),
    async separate(chunk, options) {
      const stages = resolveStages(cascade, checkFiniteChunk(name, chunk).sampleRate);
      return separateChannels(chunk, {
        stems,
        options,
        split: (channel, wanted) => splitInStages(channel, wanted, { stages, stems, scratch }),
      });
    },
  };
}

/** The stems of a cascade that are signals of it; the last one is what they leave. */
function writtenStems(stems: readonly string[]): readonly string[] {
  return stems.slice(0, -1);
}

const partNames: readonly Part[] = ['harmonic', 'percussive', 'residual'];

/** The parts of each stage that the wanted signals are made of, found from the last stage to the first. */
function neededParts(stages: readonly ResolvedStage[], signals: readonly string[]): ReadonlySet<Part>[] {
  const needed = new Set(signals);
  return stages
    .toReversed()
    .map(({ from, to }) => {
      const parts = partNames.filter((part) => to[part] !== undefined && needed.has(to[part]));
      if (parts.length > 0) needed.add(from);
      return new Set(parts);
    })
    .toReversed();
}

interface CascadeWork {
  readonly stages: readonly ResolvedStage[];
  readonly stems: readonly string[];
  readonly scratch: Scratch;
}

function splitInStages(
  mixture: Float32Array,
  wanted: ReadonlySet<string>,
  { stages, stems, scratch }: CascadeWork,
): Record<string, Float32Array> {
  const written = writtenStems(stems);
  const last = stems.at(-1)!;
  const asked = wanted.has(last) ? written : written.filter((stem) => wanted.has(stem));
  const needed = neededParts(stages, asked);
  const signals = new Map<string, Float32Array>([['mixture', mixture]]);
  stages.forEach(({ from, to, split }, i) => {
    const wantedParts = needed[i]!;
    if (wantedParts.size === 0) return;
    const parts = splitChannel(signals.get(from)!, split, { wanted: wantedParts, scratch });
    for (const part of wantedParts) {
      const sum = signals.get(to[part]!);
      if (sum === undefined) signals.set(to[part]!, parts[part]!);
      else for (let n = 0; n < sum.length; n++) sum[n]! += parts[part]![n]!;
    }
  });
  const found = asked.map((stem) => signals.get(stem)!);
  const result = Object.fromEntries(asked.map((stem, i) => [stem, found[i]!]));
  return wanted.has(last) ? { ...result, [last]: subtract(mixture, ...found) } : result;
}

/** Frames of all stages begin on the hops of the longest, so that those of a chunk are frames of the song. 20 s keep the cost of long reaches low. */
function chunkingOf(
  stages: readonly ResolvedStage[],
  { sampleRate, stems }: { readonly sampleRate: number; readonly stems: readonly string[] },
): Chunking {
  const align = stages.reduce((common, { split }) => leastCommonMultiple(common, split.hopSize), 1);
  return exactChunks({
    sampleRate,
    segmentSeconds: 20,
    alignSamples: align,
    reachSamples: cascadeReach(stages),
    // One stage works at a time; the chunk, the signals on the way and the stems stand beside it, float32 each.
    bytesPerSample:
      Math.max(...stages.map(({ split }) => splitBytesPerSample(split))) +
      4 * (1 + signalsOnTheWay(stages, stems) + stems.length),
  });
}

/** The most arrays that are no stems: signals that only stages read, and parts of a stage until they are added to what is there. */
function signalsOnTheWay(stages: readonly ResolvedStage[], stems: readonly string[]): number {
  const stemSignals = new Set(writtenStems(stems));
  const written = new Set<string>();
  let ownSignals = 0;
  let mostAdded = 0;
  const needed = neededParts(stages, writtenStems(stems));
  stages.forEach(({ to }, i) => {
    let added = 0;
    for (const part of needed[i]!) {
      const target = to[part]!;
      if (written.has(target)) added++;
      else if (!stemSignals.has(target)) ownSignals++;
      written.add(target);
    }
    mostAdded = Math.max(mostAdded, added);
  });
  return ownSignals + mostAdded;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
