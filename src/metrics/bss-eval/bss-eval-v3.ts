/**
 * BSS Eval version 3 as mir_eval computes it (E. Vincent et al., "The signal separation evaluation campaign (2007–2010): achievements and
 * remaining challenges", Signal Processing 92, 2012): `sources` for single-channel signals, `images` for any number of channels; of the
 * whole signal or frame by frame.
 */

import { checkInteger } from '../../util/index.ts';
import type { Channels } from '../channels.ts';
import type { Samples, Stretch } from '../kernels/correlator.ts';
import type { MeasureOptions } from '../metric.ts';
import { identity, ordersOf, pairsOf } from './bss-eval.ts';
import type { TargetKind } from './decomposition.ts';
import { evaluatePairs } from './evaluate-pairs.ts';
import { checkFrameSizes, framesOf } from './frames.ts';
import { joinSignals, refuseSilence } from './signals.ts';

/** Options of {@link bssEvalSources} and {@link bssEvalImages}. */
export interface BssEvalV3Options extends MeasureOptions {
  /**
   * Whether to look for the order of the estimates that has the highest mean SIR. Default `true` for whole signals and `false` framewise
   * (where the order could change from frame to frame), as in mir_eval.
   */
  readonly permute?: boolean;
  /** Length of the distortion filters in samples, from 1. Default 512, as everywhere. */
  readonly filterLength?: number;
}

/** Options of {@link bssEvalSourcesFramewise} and {@link bssEvalImagesFramewise}. */
export interface BssEvalV3FrameOptions extends BssEvalV3Options {
  /** Length of a frame in samples. Default 30 s at 44.1 kHz, mir_eval's. */
  readonly windowSamples?: number;
  /** Distance of frames in samples. Default 15 s at 44.1 kHz. */
  readonly hopSamples?: number;
}

/** Decibels `[source]`, in the order of the references. */
export interface BssSourceScores {
  /** What is left of the estimate when all its errors but filtering are taken out, against those errors. */
  readonly sdr: Float64Array;
  readonly sir: Float64Array;
  readonly sar: Float64Array;
  /** `permutation[source]` is the estimate that belongs to a reference. */
  readonly permutation: Int32Array;
}

/** {@link BssSourceScores} with the image-to-spatial-distortion ratio; here SDR counts filtering as an error. */
export interface BssImageScores extends BssSourceScores {
  readonly isr: Float64Array;
}

/** Decibels `[source][frame]`; NaN in frames where any reference or estimate is silent. */
export interface BssSourceFrameScores {
  readonly sdr: readonly Float64Array[];
  readonly sir: readonly Float64Array[];
  readonly sar: readonly Float64Array[];
  /** `[frame][source]`; `undefined` for frames with silence. */
  readonly permutations: readonly (Int32Array | undefined)[];
}

/** {@link BssSourceFrameScores} with the image-to-spatial-distortion ratio. */
export interface BssImageFrameScores extends BssSourceFrameScores {
  readonly isr: readonly Float64Array[];
}

/**
 * SDR, SIR and SAR of single-channel sources, each an array of samples, up to filters of 512 taps: neither the level of an estimate nor its
 * tone colour counts as an error. Equal to `mir_eval.separation.bss_eval_sources`.
 *
 * With a single source SIR is `Infinity`. Throws `ArgumentError` where counts or lengths differ, a source is silent or a sample not finite.
 */
export async function bssEvalSources(
  references: readonly Samples[],
  estimates: readonly Samples[],
  options: BssEvalV3Options = {},
): Promise<BssSourceScores> {
  const { sdr, sir, sar, permutation } = await wholeScores(
    references.map((samples) => [samples]),
    estimates.map((samples) => [samples]),
    { ...options, place: 'bssEvalSources', target: 'sources' },
  );
  return { sdr, sir, sar, permutation };
}

/**
 * SDR, ISR, SIR and SAR of sources with any number of channels: the estimate is to equal the reference in every channel, level and tone
 * colour included. Equal to `mir_eval.separation.bss_eval_images`. Rules and errors as for {@link bssEvalSources}.
 */
export async function bssEvalImages(
  references: readonly Channels[],
  estimates: readonly Channels[],
  options: BssEvalV3Options = {},
): Promise<BssImageScores> {
  return wholeScores(references, estimates, { ...options, place: 'bssEvalImages', target: 'images' });
}

/**
 * {@link bssEvalSources} frame by frame, each with its own filters. Samples that fill no window at the end are left out; fewer than two
 * windows: the whole signal is one frame, whatever its length. Equal to `mir_eval.separation.bss_eval_sources_framewise`.
 */
export async function bssEvalSourcesFramewise(
  references: readonly Samples[],
  estimates: readonly Samples[],
  options: BssEvalV3FrameOptions = {},
): Promise<BssSourceFrameScores> {
  const { sdr, sir, sar, permutations } = await frameScores(
    references.map((samples) => [samples]),
    estimates.map((samples) => [samples]),
    { ...options, place: 'bssEvalSourcesFramewise', target: 'sources' },
  );
  return { sdr, sir, sar, permutations };
}

/**
 * {@link bssEvalImages} frame by frame, by the rules of {@link bssEvalSourcesFramewise}. Equal to
 * `mir_eval.separation.bss_eval_images_framewise`, which however leaves the ISR of silent frames to chance.
 */
export async function bssEvalImagesFramewise(
  references: readonly Channels[],
  estimates: readonly Channels[],
  options: BssEvalV3FrameOptions = {},
): Promise<BssImageFrameScores> {
  return frameScores(references, estimates, {
    ...options,
    place: 'bssEvalImagesFramewise',
    target: 'images',
  });
}

async function wholeScores(
  references: readonly Channels[],
  estimates: readonly Channels[],
  options: BssEvalV3Options & { readonly place: string; readonly target: TargetKind },
): Promise<BssImageScores> {
  const { permute = true } = options;
  const rest = { ...options, permute, windowSamples: Number.POSITIVE_INFINITY, hopSamples: 1 };
  const { sdr, isr, sir, sar, permutations } = await frameScores(references, estimates, rest);
  const first = (scores: readonly Float64Array[]): Float64Array =>
    Float64Array.from(scores, (frames) => frames[0]!);
  return {
    ...{ sdr: first(sdr), isr: first(isr), sir: first(sir), sar: first(sar) },
    permutation: permutations[0]!,
  };
}

async function frameScores(
  references: readonly Channels[],
  estimates: readonly Channels[],
  options: BssEvalV3FrameOptions & { readonly place: string; readonly target: TargetKind },
): Promise<BssImageFrameScores> {
  const {
    windowSamples = 30 * 44_100,
    hopSamples = 15 * 44_100,
    permute = false,
    filterLength = 512,
  } = options;
  const { place, target } = options;
  checkInteger('filterLength', filterLength, { min: 1 });
  const sizes = checkFrameSizes({ windowSamples, hopSamples });
  const signals = joinSignals(place, references, estimates);
  refuseSilence(place, signals);
  const { sourceCount, lengthSamples } = signals;
  const cut = framesOf(lengthSamples, sizes);
  const frames: Stretch[] = cut.length < 2 ? [{ start: 0, end: lengthSamples }] : cut;
  const pairs = pairsOf(sourceCount, permute);
  const ratios = await evaluatePairs(signals, {
    ...options,
    pairs,
    frames,
    filterLength,
    target,
    filters: 'framewise',
  });
  const shape = { sourceCount, frameCount: frames.length, perFrame: true };
  const orders = permute ? ordersOf(ratios, shape) : frames.map(() => identity(sourceCount));
  const isDefined = (frame: number): boolean => !Number.isNaN(ratios[0]![frame]!.sar);
  const pick = (name: 'sdr' | 'isr' | 'sir' | 'sar'): Float64Array[] =>
    Array.from({ length: sourceCount }, (_, source) =>
      Float64Array.from(orders, (order, frame) => {
        return ratios[permute ? order[source]! * sourceCount + source : source]![frame]![name];
      }),
    );
  return {
    ...{ sdr: pick('sdr'), isr: pick('isr'), sir: pick('sir'), sar: pick('sar') },
    permutations: orders.map((order, frame) => (isDefined(frame) ? order : undefined)),
  };
}
