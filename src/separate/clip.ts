/**
 * What happens to outputs beyond full scale: one gain for all outputs of a track, never one per stem, so that stems
 * that add up to the mixture still do so after it. Applied by whoever writes the outputs, once the peak is known.
 */

import type { AudioBlock } from '../audio/index.ts';

/**
 * `'rescale'`: all outputs of a track are made softer by the same gain if one of them clips. `'clamp'`: samples are cut
 * at ±1. `'none'`: samples stay as they are (float files keep them, integer files cut them).
 */
export type ClipMode = 'rescale' | 'clamp' | 'none';

/** All modes, for checking arguments. */
export const clipModes: readonly ClipMode[] = ['rescale', 'clamp', 'none'];

/** Room left above the loudest sample, as in Demucs: 1 %, for what lossy coding adds. */
const headroom = 1.01;

/** The gain for all outputs of a track whose loudest sample is `peak`: 1 unless the mode is `'rescale'` and one clips. */
export function sharedGain(peak: number, mode: ClipMode): number {
  return mode === 'rescale' && peak > 1 ? 1 / (headroom * peak) : 1;
}

/** A block as it is to be written: scaled by `gain`, then cut at ±1 if the mode is `'clamp'`. Unchanged if neither. */
export function applyClip(
  block: AudioBlock,
  { gain = 1, mode }: { readonly gain?: number; readonly mode: ClipMode },
): AudioBlock {
  if (gain === 1 && mode !== 'clamp') return block;
  const limit = mode === 'clamp' ? 1 : Number.POSITIVE_INFINITY;
  return block.map((channel) => {
    const clipped = new Float32Array(channel.length);
    for (let n = 0; n < clipped.length; n++) {
      clipped[n] = Math.max(-limit, Math.min(limit, channel[n]! * gain));
    }
    return clipped;
  });
}

/** Follows the loudest sample of each output. */
export interface PeakMeter {
  /** Takes in the next block of outputs. */
  push(outputs: ReadonlyMap<string, AudioBlock>): void;
  /** The largest absolute sample over all outputs so far. */
  readonly peak: number;
  /** The same for each output. */
  readonly peaks: ReadonlyMap<string, number>;
}

/** A new meter; `known` are peaks from an earlier part of the same track, when a job is taken up again. */
export function createPeakMeter(known: ReadonlyMap<string, number> = new Map()): PeakMeter {
  const peaks = new Map(known);
  return {
    push(outputs) {
      for (const [name, block] of outputs) peaks.set(name, Math.max(peaks.get(name) ?? 0, blockPeak(block)));
    },
    get peak() {
      return Math.max(0, ...peaks.values());
    },
    peaks,
  };
}

function blockPeak(block: AudioBlock): number {
  let peak = 0;
  for (const channel of block) {
    for (let n = 0; n < channel.length; n++) {
      const x = Math.abs(channel[n]!);
      if (x > peak) peak = x;
    }
  }
  return peak;
}
