/** What pictures of sound start with: audio that has samples, all of them numbers. */

import { type Audio, checkAudio, lengthSamples } from '../audio/index.ts';
import { ArgumentError, checkInteger } from '../util/index.ts';

/**
 * The channels of `audio` that are wanted: all, or the one at index `channel`. Throws `ArgumentError` where there is no sample, no
 * such channel, or a sample that is no finite number.
 */
export function soundChannels(place: string, audio: Audio, channel?: number): readonly Float32Array[] {
  checkAudio(place, audio);
  if (lengthSamples(audio) === 0) {
    throw new ArgumentError({
      place,
      expected: 'sound to look at',
      got: 'no sample',
      remedy: 'Give audio that is longer than nothing',
    });
  }
  if (channel !== undefined) checkInteger('channel', channel, { min: 0, max: audio.channels.length - 1 });
  const chosen = channel === undefined ? audio.channels : [audio.channels[channel]!];
  for (const [c, samples] of chosen.entries()) checkFinite(`${place}: channel ${channel ?? c}`, samples);
  return chosen;
}

/** Throws `ArgumentError` that names the first value which is no finite number. */
export function checkFinite(place: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new ArgumentError({
      place,
      expected: 'finite numbers',
      got: `${values[i]} at index ${i}`,
      remedy: 'Find out where it comes from, or replace it by 0',
    });
  }
}

/** What the channels of so many are called. */
export function channelName(index: number, count: number): string {
  return count === 2 ? ['left', 'right'][index]! : `channel ${index}`;
}
