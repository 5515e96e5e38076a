/** What encoders cannot take, said before work starts and with the way out. */

import { ArgumentError } from '../../../util/index.ts';

/** Returns the count if a format can hold so many channels. */
export function checkChannelCount(format: string, channelCount: number, max: number): number {
  if (Number.isInteger(channelCount) && channelCount >= 1 && channelCount <= max) return channelCount;
  throw new ArgumentError({
    place: 'channelCount',
    expected: `1 to ${max} channels, which is what ${format} holds here`,
    got: `${channelCount}`,
    remedy: max < 8 ? 'Write wav or flac, which hold more, or mix down' : 'Write wav, which holds more',
  });
}

/** Returns the rate if a format has it; the error names the nearest one, the higher of two. */
export function checkRate(format: string, sampleRate: number, rates: readonly number[]): number {
  if (rates.includes(sampleRate)) return sampleRate;
  const nearest = rates.reduce((best, rate) =>
    Math.abs(rate - sampleRate) <= Math.abs(best - sampleRate) ? rate : best,
  );
  throw new ArgumentError({
    place: 'sampleRate',
    expected: `one of ${rates.join(', ')} Hz, the rates of ${format}`,
    got: `${sampleRate} Hz`,
    remedy: `Resample to ${nearest} Hz, or write wav, which takes any rate`,
  });
}
