/** Whether a score can be the score of a song: its times within the song, its pitches within the spectrum. */

import { type Audio, durationSeconds } from '../../audio/index.ts';
import { pitchName, pitchToHertz } from '../../score/index.ts';
import { ArgumentError } from '../../util/index.ts';
import type { ScoreSettings } from './options.ts';
import type { AssignedNote } from './score-model.ts';

/**
 * Throws `ArgumentError` for the note that ends later after the song's end, or starts earlier before its start, than notes may
 * (`noteTolerance`), and for pitches whose fundamental lies above half the sample rate or below the first bin of a frame.
 */
export function checkScoreFits(
  notes: readonly AssignedNote[],
  { song, settings }: { readonly song: Audio; readonly settings: ScoreSettings },
): void {
  const duration = durationSeconds(song);
  const { noteTolerance, frameSeconds } = settings;
  const highest = song.sampleRate / 2;
  const lowest = 1 / frameSeconds;
  for (const { note } of notes) {
    const { onsetSeconds, durationSeconds: held, pitch } = note;
    const end = onsetSeconds + held;
    if (end > duration + noteTolerance[1] + rounding || onsetSeconds > duration + rounding) {
      throw new ArgumentError({
        place: 'score',
        expected: `notes within the song's ${duration.toFixed(2)} s (ends up to ${noteTolerance[1]} s later)`,
        got: `a note from ${onsetSeconds.toFixed(2)} to ${end.toFixed(2)} s`,
        remedy:
          'Check that score and song belong together; cut the score with excerptScore, or move it with offsetSeconds',
      });
    }
    if (onsetSeconds < -noteTolerance[0] - rounding) {
      throw new ArgumentError({
        place: 'score',
        expected: `notes from the song's start on (up to ${noteTolerance[0]} s before)`,
        got: `a note at ${onsetSeconds.toFixed(2)} s`,
        remedy: 'Use a larger offsetSeconds, or cut the score with excerptScore',
      });
    }
    const hertz = pitchToHertz(pitch);
    if (hertz >= lowest && hertz < highest) continue;
    throw new ArgumentError({
      place: 'score',
      expected: `pitches from ${lowest.toFixed(0)} to ${highest.toFixed(0)} Hz: frames of ${frameSeconds} s at ${song.sampleRate} Hz tell no others`,
      got: `${pitch} (${pitchName(pitch)}, ${hertz.toFixed(0)} Hz) at ${onsetSeconds.toFixed(2)} s`,
      remedy:
        hertz < lowest ? 'Use a larger frameSeconds, or leave these notes out' : 'Leave these notes out',
    });
  }
}

/** Times are sums; a microsecond is no disagreement. */
const rounding = 1e-6;
