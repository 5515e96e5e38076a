/** The stems of a chunk with other phases, by each of the methods. */

import {
  applyMask,
  istft,
  magnitude,
  type PhaseSearch,
  ratioMasks,
  type Spectrogram,
  startConsistentWiener,
  startGriffinLim,
  startMisi,
  stft,
} from '../../dsp/index.ts';
import { refineSpatially } from './multichannel-wiener.ts';
import type { PhasePlan } from './options.ts';
import { createTurns } from './turns.ts';

/** Signals by source and channel, all of one length. */
export type Sources = readonly (readonly Float32Array[])[];

/** What is refined, and how. */
export interface RefineJob {
  /** What the separator gave, and the rest of the mixture where it gave less than all. */
  readonly sources: Sources;
  readonly mixture: readonly Float32Array[];
  readonly plan: PhasePlan;
  readonly sampleRate: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The sources anew, in their order. Those of `'misi'`, `'wiener'` and `'consistent-wiener'` add up to the mixture, to float32 rounding.
 */
export async function refineStems(job: RefineJob): Promise<Sources> {
  const { plan, mixture } = job;
  const take = createTurns(job.signal);
  if (mixture[0]!.length === 0) return job.sources;
  if (plan.method === 'wiener') return await bySpatialFilter(job, take);
  const refine = {
    'griffin-lim': byGriffinLim,
    'fast-griffin-lim': byGriffinLim,
    misi: byMisi,
    'consistent-wiener': byConsistentWiener,
  }[plan.method];
  const channels: Float32Array[][] = [];
  for (const [c, mixed] of mixture.entries()) {
    const sources = job.sources.map((source) => source[c]!);
    channels.push(await refine({ sources, mixture: mixed, job, take }));
  }
  return job.sources.map((_, j) => channels.map((sources) => sources[j]!));
}

/** One channel of it. */
interface ChannelJob {
  readonly sources: readonly Float32Array[];
  readonly mixture: Float32Array;
  readonly job: RefineJob;
  readonly take: () => Promise<void>;
}

async function run(
  search: PhaseSearch,
  { iterations, take }: { readonly iterations: number; readonly take: () => Promise<void> },
): Promise<Float32Array[]> {
  try {
    for (let i = 0; i < iterations; i++) {
      await take();
      search.iterate();
    }
  } catch (error) {
    search.cancel();
    throw error;
  }
  return search.finish();
}

async function byGriffinLim({ sources, mixture, job, take }: ChannelJob): Promise<Float32Array[]> {
  const { plan, sampleRate } = job;
  const settings = plan.settings(sampleRate);
  const mixed = stft([mixture], settings);
  const masked = maskedMagnitudes(sources, mixed);
  const momentum = plan.method === 'fast-griffin-lim' ? 0.99 : 0;
  const found: Float32Array[] = [];
  for (const magnitudes of masked) {
    const initial = mixed.channels[0]!;
    const options = { ...settings, momentum, initial, lengthSamples: mixture.length };
    const search = startGriffinLim(magnitudes, options);
    found.push((await run(search, { iterations: plan.iterations, take }))[0]!);
  }
  return found;
}

async function byMisi({ sources, mixture, job, take }: ChannelJob): Promise<Float32Array[]> {
  const { plan, sampleRate } = job;
  const settings = plan.settings(sampleRate);
  const magnitudes = maskedMagnitudes(sources, stft([mixture], settings));
  const found = await run(startMisi(magnitudes, mixture, settings), { iterations: plan.iterations, take });
  // What is left is shared out by power, not in equal parts: a silent source stays silent.
  const missing = stft([restOf(mixture, found)], settings);
  const masks = ratioMasks(magnitudes, { power: 2 });
  found.forEach((signal, j) => {
    add(signal, istft(applyMask(missing, [masks[j]!]))[0]!);
  });
  return found;
}

async function byConsistentWiener({ sources, mixture, job, take }: ChannelJob): Promise<Float32Array[]> {
  const { plan, sampleRate } = job;
  const settings = plan.settings(sampleRate);
  const powers = sources.map((source) => {
    const [matrix] = magnitude(stft([source], settings));
    return matrix!.map((value) => value * value);
  });
  const { padMode: _, ...options } = settings;
  const search = startConsistentWiener(powers, mixture, { ...options, consistency: plan.consistency });
  return await run(search, { iterations: plan.iterations, take });
}

async function bySpatialFilter(job: RefineJob, take: () => Promise<void>): Promise<Sources> {
  const settings = job.plan.settings(job.sampleRate);
  const mixture = stft(job.mixture, settings);
  const estimates: Spectrogram[] = [];
  for (const source of job.sources) {
    await take();
    estimates.push(stft(source, settings));
  }
  for (let i = 0; i < job.plan.iterations; i++) {
    await take();
    refineSpatially(estimates, mixture);
  }
  const found: Float32Array[][] = [];
  for (const estimate of estimates) {
    await take();
    found.push(istft(estimate));
  }
  // The filter leaves about −90 dB, as if the mixture held a little noise that is no source's.
  job.mixture.forEach((mixed, c) => {
    const rest = restOf(
      mixed,
      found.map((source) => source[c]!),
    );
    for (let n = 0; n < rest.length; n++) rest[n]! /= found.length;
    for (const source of found) add(source[c]!, rest);
  });
  return found;
}

/**
 * Aⱼ = |Sⱼ|² / Σ |Sᵢ|² · |X|: what the Wiener mask on these frames leaves of the mixture. The stems' own |Sⱼ| would not do: they fit the stems' own phases, to which every
 * search would go back.
 */
function maskedMagnitudes(sources: readonly Float32Array[], mixture: Spectrogram): Float32Array[] {
  const magnitudes = sources.map((source) => magnitude(stft([source], mixture.settings))[0]!);
  const mixed = magnitude(mixture)[0]!;
  return ratioMasks(magnitudes, { power: 2 }).map((mask) => mask.map((value, i) => value * mixed[i]!));
}

function restOf(mixture: Float32Array, sources: readonly Float32Array[]): Float32Array {
  const rest = mixture.slice();
  for (const source of sources) for (let n = 0; n < rest.length; n++) rest[n]! -= source[n]!;
  return rest;
}

function add(to: Float32Array, from: Float32Array): void {
  for (let n = 0; n < to.length; n++) to[n]! += from[n]!;
}
