/** The journey on sound in memory. */

import type { Audio } from '../audio/index.ts';
import type { ClipMode } from './clip.ts';
import type { SeparateOptions, SeparationPlan } from './options.ts';

/** Options of {@link separateAudio}. */
export interface SeparateAudioOptions extends SeparateOptions {
  /** What to do with outputs beyond full scale. Default `'none'`: samples in memory need no limit. */
  readonly clipMode?: ClipMode;
}

/** A finished separation. */
export interface Separation {
  readonly sampleRate: number;
  /** Every output by name: stems first, in the separator's order. */
  readonly stems: ReadonlyMap<string, Audio>;
  /** The largest absolute sample over all outputs, before `gain`. */
  readonly peak: number;
  /** The gain that all outputs were given: 1 unless `clipMode` is `'rescale'` and something clipped. */
  readonly gain: number;
  /** What the user should be told. */
  readonly notes: readonly string[];
  readonly plan: SeparationPlan;
}

/** Separates `audio`; nothing of it is changed. */
export async function separateAudio(_audio: Audio, _options: SeparateAudioOptions): Promise<Separation> {
  throw new Error('under construction');
}
