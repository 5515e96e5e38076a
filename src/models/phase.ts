/** Where the phases of masked magnitudes come from when the mixture's are not good enough: Griffin and Lim's iterations, or MISI. */

import { clip, concat, mul, reduceSum, reshape, slice, sub, transpose, type Value } from '../graph/index.ts';
import { graphGriffinLim, graphMisi } from '../nn/index.ts';
import { ArgumentError, checkChoice, checkInteger } from '../util/index.ts';
import type { NetworkOutput } from './network.ts';
import { estimateOf, type MixtureParts } from './signals.ts';
import type { SegmentTransform } from './transform.ts';

/** The searches that are built into the graph of a network on spectrograms. */
export type GraphPhase = 'griffin-lim' | 'fast-griffin-lim' | 'misi';

/** All of {@link GraphPhase}. */
export const graphPhases: readonly GraphPhase[] = ['griffin-lim', 'fast-griffin-lim', 'misi'];

/** How waveforms are made of masked magnitudes. */
export interface PhaseOptions {
  /**
   * `'mixture'` (default) takes the mixture's phases, as the original. `'griffin-lim'` and, with momentum, `'fast-griffin-lim'` look for phases that fit each
   * magnitude by itself, `'misi'` for phases that fit and let all stems and the rest add up to the mixture; all begin with the mixture's.
   */
  readonly phase?: 'mixture' | GraphPhase;
  /** How often the search goes round; each time costs two transforms per stem. Default: 32 for the Griffin-Lim methods, 5 for `'misi'`. */
  readonly iterations?: number;
}

/** What there is to rebuild waveforms of. */
export interface MaskedParts {
  readonly network: string;
  readonly output: NetworkOutput;
  readonly transform: SegmentTransform;
  readonly mixture: MixtureParts;
}

/** Estimates `[batch, target, channel, sample]` with phases that were looked for. Throws ArgumentError for networks that give waveforms. */
export function rebuilt(parts: MaskedParts, options: PhaseOptions): Value {
  const { output } = parts;
  const phase = checkChoice('phase', options.phase, graphPhases);
  if (output.mask === undefined || output.waveform !== undefined) {
    throw new ArgumentError({
      place: 'phase',
      expected: `'mixture': ${parts.network} estimates waveforms, whose phases are its own`,
      got: JSON.stringify(phase),
      remedy: 'Leave it out, use a network on spectrograms, or put refinePhase around the separator',
    });
  }
  const iterations = checkInteger('iterations', options.iterations ?? (phase === 'misi' ? 5 : 32), {
    min: 0,
  });
  if (phase === 'misi') return byMisi(parts, iterations);
  return byGriffinLim(parts, { iterations, momentum: phase === 'fast-griffin-lim' ? 0.99 : 0 });
}

function byGriffinLim(
  parts: MaskedParts,
  search: { readonly iterations: number; readonly momentum: number },
): Value {
  const { transform } = parts;
  const estimate = estimateOf(parts);
  const signal = graphGriffinLim(estimate.magnitude(), {
    ...transform.settings,
    ...search,
    start: estimate.bins(),
    lengthSamples: transform.paddedSamples,
  });
  return transform.shorten(signal);
}

/** MISI with one more source, the rest: what the masks leave of the mixture's magnitudes. */
function byMisi({ output, transform, mixture }: MaskedParts, iterations: number): Value {
  const mask = output.mask!;
  const targets = Number(mask.type.shape[1]);
  const rest = clip(sub(1, reduceSum(mask, [1], { keepDims: true })), { min: 0, max: 1 });
  // [batch, source, channel, …] → [batch, channel, source, …]: sources lie next to bins.
  const masks = transpose(concat([mask, rest], 1), [0, 2, 1, 3, 4]);
  const magnitude = mixture.magnitude();
  const [batch, channels, bins, frames] = magnitude.type.shape;
  const magnitudes = mul(masks, reshape(magnitude, [batch!, channels!, 1, bins!, frames!]));
  const signals = graphMisi(
    { magnitudes, mixture: transform.lengthen(mixture.waveform) },
    { ...transform.settings, iterations },
  );
  const wanted = slice(signals, { axis: 2, end: targets });
  return transform.shorten(transpose(wanted, [0, 2, 1, 3]));
}
