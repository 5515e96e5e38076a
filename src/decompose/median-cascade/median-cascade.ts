/** A Separator from a description of a cascade of harmonic-percussive splits. */

import type { Chunking, Separator } from '../../audio/index.ts';
import { checkFiniteChunk, roundUp, separateChannels, subtract } from '../chunk.ts';
import { isPartition } from '../hpss-masks.ts';
import {
  createScratch,
  invertPart,
  medianSpectrogram,
  type Scratch,
  splitBytesPerSample,
} from '../median-split.ts';
import {
  cascadeReach,
  checkCascade,
  type MedianCascade,
  type ResolvedStage,
  resolveStages,
} from './cascade.ts';

/**
 * A separator that runs the stages of `cascade` one after the other, channel by channel at any rate and with any number of channels. Its
 * stems add up to the mixture.
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
    chunking: (sampleRate) => chunkingOf(resolveStages(cascade, sampleRate), sampleRate, stems.length),
    async separate(chunk, options) {
      const stages = resolveStages(cascade, checkFiniteChunk(name, chunk).sampleRate);
      return separateChannels(chunk, {
        stems,
        options,
        split: (channel) => splitInStages(channel, { stages, stems, scratch }),
      });
    },
  };
}

function splitInStages(
  mixture: Float32Array,
  {
    stages,
    stems,
    scratch,
  }: { stages: readonly ResolvedStage[]; stems: readonly string[]; scratch: Scratch },
): Record<string, Float32Array> {
  const signals = new Map<string, Float32Array>([['mixture', mixture]]);
  for (const stage of stages) {
    const parts = splitStage(signals.get(stage.from)!, stage, scratch);
    for (const part of ['harmonic', 'percussive', 'residual'] as const) {
      const target = stage.to[part];
      const samples = parts[part];
      if (target === undefined || samples === undefined) continue;
      const sum = signals.get(target);
      if (sum === undefined) signals.set(target, samples);
      else for (let n = 0; n < sum.length; n++) sum[n]! += samples[n]!;
    }
  }
  const others = stems.slice(0, -1).map((stem) => signals.get(stem) ?? new Float32Array(mixture.length));
  const result: Record<string, Float32Array> = {};
  stems.forEach((stem, i) => {
    result[stem] = others[i] ?? subtract(mixture, ...others);
  });
  return result;
}

/** The parts of one split; no residual where the other two are all there is. */
function splitStage(
  signal: Float32Array,
  { split, firstBin }: ResolvedStage,
  scratch: Scratch,
): { harmonic: Float32Array; percussive: Float32Array; residual: Float32Array | undefined } {
  const { rule } = split;
  const medians = medianSpectrogram(signal, split, scratch);
  if (isPartition(rule) && firstBin === 0) {
    const harmonic = invertPart(medians, 'harmonic', { rule, inPlace: true });
    return { harmonic, percussive: subtract(signal, harmonic), residual: undefined };
  }
  const harmonic = invertPart(medians, 'harmonic', { rule, firstBin, inPlace: false });
  const percussive = invertPart(medians, 'percussive', { rule, inPlace: true });
  return { harmonic, percussive, residual: subtract(signal, harmonic, percussive) };
}

function chunkingOf(stages: readonly ResolvedStage[], sampleRate: number, stemCount: number): Chunking {
  const align = stages.reduce((common, { split }) => leastCommonMultiple(common, split.hopSize), 1);
  const context = roundUp(cascadeReach(stages), align);
  return {
    beforeSamples: context,
    afterSamples: context,
    alignSamples: align,
    segmentSamples: roundUp(20 * sampleRate, align),
    overlap: 0,
    exact: true,
    // One stage works at a time; its parts, the chunk, the signals on the way and the stems stand beside it.
    bytesPerSample:
      Math.max(...stages.map(({ split }) => splitBytesPerSample(split))) +
      4 * (4 + stages.length + stemCount),
  };
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
