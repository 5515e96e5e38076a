/** Any Separator with other phases: a Separator around a Separator. */

import { type Audio, type Chunking, lengthSamples, type Separator, type Stems } from '../../audio/index.ts';
import { roundUp } from '../../util/index.ts';
import { checkFiniteChunk, takeTurn, wantedStems } from '../chunk.ts';
import { type PhasePlan, planPhase, type RefinePhaseOptions } from './options.ts';
import { refineStems } from './refine-stems.ts';

/**
 * A Separator that takes the stems of `base` as estimates of what the sources are, and looks for signals that fit them better than the phases of the mixture do: see
 * docs/phase.md. What the stems leave of the mixture takes part as one more source, so that `'misi'`, `'wiener'` and `'consistent-wiener'` keep the sum: with them
 * `sumsToMixture` is that of `base`. The Griffin-Lim methods look at each stem alone and keep no sum.
 *
 * Name, stems, rate and channel counts are those of `base`. All stems are separated even where one is asked for. Songs are cut into segments of 20 s that are cross-faded,
 * since phases that were searched in one piece differ from those of another; a separator that must see the whole song still does. With `phase: 'mixture'` it is `base` itself.
 *
 * Throws `ArgumentError` for an unknown method or option, naming the nearest, for a value out of range, and when separating for samples that are not finite.
 *
 * @example
 * const separator = refinePhase(createSeparator('hpss-vocals'), { phase: 'consistent-wiener' });
 */
export function refinePhase(base: Separator, options: RefinePhaseOptions): Separator {
  const plan = planPhase(options);
  if (plan === undefined) return base;
  const keepsSum = !plan.method.endsWith('griffin-lim');
  return {
    name: base.name,
    stems: base.stems,
    sumsToMixture: base.sumsToMixture && keepsSum,
    sampleRate: base.sampleRate,
    channelCounts: base.channelCounts,
    chunking(sampleRate) {
      const chunking = base.chunking(sampleRate);
      return chunking === 'song' ? 'song' : refinedChunking(chunking, { plan, sampleRate, base });
    },
    async separate(chunk, separateOptions = {}) {
      const { signal } = separateOptions;
      checkFiniteChunk(base.name, chunk);
      const wanted = wantedStems(base.stems, separateOptions);
      await takeTurn(signal);
      if (wanted.size === 0) return new Map();
      const stems = await base.separate(chunk, signal === undefined ? {} : { signal });
      const given = base.stems.map((name) => stems.get(name)!.channels);
      const sources = base.sumsToMixture ? given : [...given, restOf(chunk, stems)];
      const { sampleRate, channels: mixture } = chunk;
      const found = await refineStems({ sources, mixture, plan, sampleRate, signal });
      const kept = base.stems.flatMap((name, j): [string, Audio][] =>
        wanted.has(name) ? [[name, { sampleRate, channels: found[j]! }]] : [],
      );
      return new Map(kept);
    },
  };
}

/** Long enough that its ends do not matter and places can be learned, short enough for every memory. */
const segmentSeconds = 20;

/** Where searches of neighbouring segments are cross-faded. */
const sharedPart = 0.1;

function refinedChunking(
  chunking: Chunking,
  {
    plan,
    sampleRate,
    base,
  }: { readonly plan: PhasePlan; readonly sampleRate: number; readonly base: Separator },
): Chunking {
  const { alignSamples, maxSegmentSamples } = chunking;
  const { fftSize, hopSize } = plan.settings(sampleRate);
  // Two frames: the search is no wiser at the end of a chunk than its frames are.
  const context = maxSegmentSamples === undefined ? 2 * fftSize : 0;
  const beforeSamples = roundUp(chunking.beforeSamples + context, alignSamples);
  const afterSamples = chunking.afterSamples + context;
  const wanted = Math.max(chunking.segmentSamples, segmentSeconds * sampleRate);
  const longest = (maxSegmentSamples ?? Number.POSITIVE_INFINITY) - beforeSamples - afterSamples;
  const segmentSamples = longest < wanted ? chunking.segmentSamples : roundUp(wanted, alignSamples);
  return {
    ...chunking,
    beforeSamples,
    afterSamples,
    segmentSamples,
    overlap: sharedPart,
    exact: false,
    bytesPerSample: chunking.bytesPerSample + workBytes(plan, { base, binsPerSample: fftSize / 2 / hopSize }),
  };
}

/** Beside what the separator takes: stems, bins and magnitudes of every source in the forms that the method keeps. */
function workBytes(
  { method }: PhasePlan,
  { base, binsPerSample }: { readonly base: Separator; readonly binsPerSample: number },
): number {
  const sources = base.stems.length + (base.sumsToMixture ? 0 : 1);
  const perBin = {
    'griffin-lim': 24 + 8 * sources,
    'fast-griffin-lim': 32 + 8 * sources,
    misi: 8 + 20 * sources,
    wiener: 8 + 8 * sources,
    'consistent-wiener': 28 + 48 * sources,
  }[method];
  return 16 * sources + Math.ceil(perBin * binsPerSample);
}

function restOf(chunk: Audio, stems: Stems): Float32Array[] {
  return chunk.channels.map((channel, c) => {
    const rest = channel.slice();
    for (const stem of stems.values()) {
      const samples = stem.channels[c]!;
      for (let n = 0; n < lengthSamples(chunk); n++) rest[n]! -= samples[n]!;
    }
    return rest;
  });
}
