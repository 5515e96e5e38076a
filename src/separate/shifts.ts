/**
 * The shift trick of Demucs (Défossez et al. 2019): separate the song several times, each time led in by a random
 * stretch of silence, and average. What depends on where the song was cut averages out. Shifting by `lead` samples is
 * separating a song that begins `lead` samples earlier, so a pass is fully described by its lead.
 */

import { createRandom } from '../util/index.ts';

/** The longest lead, in seconds: Demucs' `max_shift`. */
const longestLeadSeconds = 0.5;

/** The lead of each pass in samples: `[0]` for no shifts, else `shifts` random ones, the same for the same seed. */
export function passLeads({
  shifts,
  seed,
  sampleRate,
}: {
  readonly shifts: number;
  readonly seed: number;
  readonly sampleRate: number;
}): readonly number[] {
  if (shifts === 0) return [0];
  const random = createRandom(seed);
  const longest = Math.floor(longestLeadSeconds * sampleRate);
  // Demucs draws the offset into the padded song; the lead is what is left of the padding.
  return Array.from({ length: shifts }, () => longest - random.integer(0, longest));
}
