/**
 * When each pitch may sound, as starts for a factorization: 1 where the score has the note, with some room before and after since
 * scores and recordings never agree to the millisecond, 0 elsewhere; zeros stay zero (Ewert and Müller, ICASSP 2012).
 */

import { type Score, scorePitches } from '../../score/index.ts';
import { ArgumentError, checkInteger, checkNumber } from '../../util/index.ts';

/** The room that notes are given. */
export interface ActivationTolerances {
  /** Seconds that a note may begin before and end after what the score says. Default 0.2 and 0.5: tones ring on. */
  readonly noteTolerance?: number | readonly [number, number];
  /** Seconds before and after the onset in which its stroke may lie. Default 0.3 and 0.1. */
  readonly onsetTolerance?: number | readonly [number, number];
}

/** Options of {@link scoreActivations}. */
export interface ActivationOptions extends ActivationTolerances {
  /** Frames of the spectrogram. */
  readonly frameCount: number;
  /** Seconds from one frame to the next: `hopSize / sampleRate`. Frame t stands at t times that. */
  readonly secondsPerFrame: number;
  /** The pitches of the rows. Default: those of the score, low to high. Notes of other pitches are passed over. */
  readonly pitches?: readonly number[];
}

/** The room of the lectures, in seconds: for a performance and a score that were aligned by machine. */
export const defaultNoteTolerance: readonly [number, number] = [0.2, 0.5];
/** See {@link defaultNoteTolerance}. */
export const defaultOnsetTolerance: readonly [number, number] = [0.3, 0.1];

/**
 * The piano roll `[pitch, frame]` row-major: 1 from trunc((onset − before) / secondsPerFrame) to, exclusively,
 * trunc((end + after) / secondsPerFrame).
 */
export function scoreActivations(score: Score, options: ActivationOptions): Float32Array {
  const { frameCount, secondsPerFrame, noteTolerance } = checkGrid(options);
  const pitches = options.pitches ?? scorePitches(score);
  const activations = new Float32Array(pitches.length * frameCount);
  for (const { pitch, onsetSeconds, durationSeconds } of score.notes) {
    const row = pitches.indexOf(pitch);
    if (row < 0) continue;
    const { from, to } = noteFrames(onsetSeconds, onsetSeconds + durationSeconds, {
      ...{ frameCount, secondsPerFrame },
      tolerance: noteTolerance,
    });
    activations.fill(1, row * frameCount + from, row * frameCount + to);
  }
  return activations;
}

/**
 * Two rows per pitch, `[2 · pitch + kind, frame]` row-major, for the templates of `harmonicTemplatesWithOnsets`: kind 0 is 1 round the onsets
 * only, kind 1 as in {@link scoreActivations}.
 */
export function scoreActivationsWithOnsets(score: Score, options: ActivationOptions): Float32Array {
  const { frameCount, secondsPerFrame, onsetTolerance } = checkGrid(options);
  const pitches = options.pitches ?? scorePitches(score);
  const tones = scoreActivations(score, { ...options, pitches });
  const activations = new Float32Array(2 * pitches.length * frameCount);
  pitches.forEach((_, row) => {
    const tone = tones.subarray(row * frameCount, (row + 1) * frameCount);
    activations.set(tone, (2 * row + 1) * frameCount);
  });
  for (const { pitch, onsetSeconds } of score.notes) {
    const row = pitches.indexOf(pitch);
    if (row < 0) continue;
    const { from, to } = noteFrames(onsetSeconds, onsetSeconds, {
      ...{ frameCount, secondsPerFrame },
      tolerance: onsetTolerance,
    });
    activations.fill(1, 2 * row * frameCount + from, 2 * row * frameCount + to);
  }
  return activations;
}

/** The frames from `before` seconds before `startSeconds` to `after` seconds after `endSeconds`, `to` exclusive, none outside. */
export function noteFrames(
  startSeconds: number,
  endSeconds: number,
  options: {
    readonly frameCount: number;
    readonly secondsPerFrame: number;
    readonly tolerance: readonly [number, number];
  },
): { readonly from: number; readonly to: number } {
  const { frameCount, secondsPerFrame, tolerance } = options;
  const from = Math.max(0, Math.trunc((startSeconds - tolerance[0]) / secondsPerFrame));
  const to = Math.min(frameCount, Math.trunc((endSeconds + tolerance[1]) / secondsPerFrame));
  return { from: Math.min(from, frameCount), to: Math.max(Math.min(from, frameCount), to) };
}

function checkGrid(options: ActivationOptions): {
  readonly frameCount: number;
  readonly secondsPerFrame: number;
  readonly noteTolerance: readonly [number, number];
  readonly onsetTolerance: readonly [number, number];
} {
  return {
    noteTolerance: checkTolerance('noteTolerance', options.noteTolerance ?? defaultNoteTolerance),
    onsetTolerance: checkTolerance('onsetTolerance', options.onsetTolerance ?? defaultOnsetTolerance),
    frameCount: checkInteger('frameCount', options.frameCount, { min: 0 }),
    secondsPerFrame: checkNumber('secondsPerFrame', options.secondsPerFrame, { above: 0 }),
  };
}

/** Both tolerances; a single number stands for two equal ones. Throws `ArgumentError` unless they are seconds, at least 0. */
export function checkTolerance(
  place: string,
  tolerance: number | readonly [number, number],
): readonly [number, number] {
  const pair: unknown = typeof tolerance === 'number' ? [tolerance, tolerance] : tolerance;
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new ArgumentError({
      place,
      expected: 'two numbers of seconds, before and after',
      got: Array.isArray(pair) ? `${pair.length} values` : String(pair),
      remedy: 'Give one number for both, or two',
    });
  }
  return [checkNumber(`${place}[0]`, pair[0], { min: 0 }), checkNumber(`${place}[1]`, pair[1], { min: 0 })];
}
