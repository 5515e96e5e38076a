/** Where a stem is best and worst, so that a report can let hear it: the frames with the highest and the lowest score. */

import { type Audio, lengthSamples, type Stems } from '../audio/index.ts';
import { siSdr } from '../metrics/index.ts';
import type { Moment, StemMoments, TrackScores } from './scores.ts';

/** Which score is looked at, and where its frames lie. */
export interface FramewiseScore {
  readonly score: string;
  readonly windowSeconds: number;
  readonly hopSeconds: number;
}

/** Frames softer than this below the stem's loudest are silence to a listener: 40 dB, as power. Their scores say little. */
const silencePower = 1e-4;

/** Without a framewise score: SI-SDR, a second at a time. */
const standard: FramewiseScore = { score: 'SI-SDR', windowSeconds: 1, hopSeconds: 1 };

/** What {@link findMoments} looks at. */
export interface MomentInput extends Pick<TrackScores, 'scores'> {
  readonly references: Stems;
  readonly estimates: Stems;
}

/**
 * The best and the worst frame of each stem, among those in which the reference sounds and the score is defined; the earliest of
 * equals. Without `framewise` the SI-SDR of each second is computed for it.
 */
export function findMoments(
  { references, estimates, scores }: MomentInput,
  framewise?: FramewiseScore,
): Record<string, StemMoments> {
  const grid = framewise ?? standard;
  const moments: Record<string, StemMoments> = {};
  for (const [stem, reference] of references) {
    const frames = framesOf(reference, grid);
    const values =
      framewise === undefined
        ? frames.map(({ start, end }) =>
            siSdr(part(reference, start, end), part(estimates.get(stem)!, start, end)),
          )
        : (scores[stem]?.[framewise.score]?.frames ?? []);
    const loudest = frames.reduce((most, { power }) => Math.max(most, power), 0);
    let best: Moment | undefined;
    let worst: Moment | undefined;
    frames.forEach(({ start, power }, n) => {
      const value = values[n] ?? Number.NaN;
      if (!Number.isFinite(value) || power === 0 || power < loudest * silencePower) return;
      const moment = {
        startSeconds: start / reference.sampleRate,
        durationSeconds: grid.windowSeconds,
        score: grid.score,
        value,
      };
      if (best === undefined || value > best.value) best = moment;
      if (worst === undefined || value < worst.value) worst = moment;
    });
    if (best !== undefined && worst !== undefined) moments[stem] = { best, worst };
  }
  return moments;
}

/** The frames of a score, in samples, with the power of the sound in them; a sound shorter than a frame is one. */
function framesOf(
  audio: Audio,
  { windowSeconds, hopSeconds }: FramewiseScore,
): { readonly start: number; readonly end: number; readonly power: number }[] {
  const length = lengthSamples(audio);
  const window = Math.round(windowSeconds * audio.sampleRate);
  const hop = Math.max(1, Math.round(hopSeconds * audio.sampleRate));
  const count = length <= window ? 1 : Math.floor((length - window) / hop) + 1;
  return Array.from({ length: count }, (_, n) => {
    const [start, end] = [n * hop, Math.min(length, n * hop + window)];
    return { start, end, power: powerOf(part(audio, start, end)) };
  });
}

function part({ channels }: Audio, start: number, end: number): Float32Array[] {
  return channels.map((channel) => channel.subarray(start, end));
}

function powerOf(channels: readonly Float32Array[]): number {
  let sum = 0;
  for (const channel of channels) for (const sample of channel) sum += sample * sample;
  return sum;
}
