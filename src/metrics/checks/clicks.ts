/**
 * Edge clicks: jumps that the mixture does not have, where a separation begins, ends or was cut. The jump at sample n is the second
 * difference d[n] = x[n] − 2x[n−1] + x[n−2], which is small for smooth sound; before the start and after the end there is silence. A song
 * that was cut out of sounding music begins and ends with jumps in every stem: at the two ends the mixture must have become quiet.
 */

import type { Audio } from '../../audio/index.ts';
import { inWords, type SeparationFinding, timeInWords } from './finding.ts';

/** A click stands out of the median second difference around it by this factor, 7 standard deviations of noise … */
const standOut = 10;
/** … is this loud at least (−50 dB of full scale) … */
const audible = 10 ** (-50 / 20);
/** … and is this many times as large as the mixture's own at the place, or at an end than what sounds there. */
const beyondMixture = 2;
/** How many samples on either side make up "around it". */
const neighbourhood = 256;

/** Where to look besides the two ends: sample positions at which the separation was cut. */
export interface ClickPlaces {
  readonly borderSamples: readonly number[];
}

/** The clicks of one stem, in one finding. */
export function checkClicks(
  stem: string,
  audio: Audio,
  { mixture, borderSamples }: { mixture: Audio } & ClickPlaces,
): SeparationFinding[] {
  const { sampleRate, channels } = audio;
  const length = channels[0]!.length;
  const clicks: { channel: number; sample: number; size: number }[] = [];
  const places = [...new Set([0, length, ...borderSamples])].filter((at) => at >= 0 && at <= length);
  channels.forEach((samples, channel) => {
    const own = mixture.channels[channel]!;
    for (const place of places) {
      const size = jumpAt(samples, place);
      const isEnd = place === 0 || place === length;
      const expected = isEnd ? peakAround(own, place) : jumpAt(own, place);
      if (size < audible || size < beyondMixture * expected) continue;
      if (size > standOut * usualJump(samples, place)) clicks.push({ channel, sample: place, size });
    }
  });
  if (clicks.length === 0) return [];
  const loudest = clicks.reduce((a, b) => (b.size > a.size ? b : a));
  const first = clicks.reduce((a, b) => (b.sample < a.sample ? b : a));
  const valueDb = 20 * Math.log10(loudest.size);
  const atSeconds = first.sample / sampleRate;
  const where = first.sample === 0 ? 'at its start' : first.sample === length ? 'at its end' : '';
  return [
    {
      kind: 'click',
      severity: 'problem',
      stem,
      channel: first.channel,
      atSeconds,
      count: clicks.length,
      valueDb,
      words: `${stem} clicks ${where || `at ${timeInWords(atSeconds)}`} where the mixture does not${
        clicks.length > 1 ? `, and at ${clicks.length - 1} more places` : ''
      }; the largest jump is ${inWords(valueDb)}`,
    },
  ];
}

/** The largest |d| of the three that a step between place − 1 and place touches. */
function jumpAt(samples: Float32Array, place: number): number {
  // A step at the border shows in d[place] and, with the other sign, in d[place + 1].
  return Math.max(secondDifference(samples, place), secondDifference(samples, place + 1));
}

function peakAround(samples: Float32Array, place: number): number {
  let peak = 0;
  for (let n = Math.max(0, place - neighbourhood); n < Math.min(samples.length, place + neighbourhood); n++) {
    peak = Math.max(peak, Math.abs(samples[n]!));
  }
  return peak;
}

function secondDifference(samples: Float32Array, n: number): number {
  return Math.abs((samples[n] ?? 0) - 2 * (samples[n - 1] ?? 0) + (samples[n - 2] ?? 0));
}

/** The median |d| around a place, the place itself and silence beyond the ends left out. */
function usualJump(samples: Float32Array, place: number): number {
  const around: number[] = [];
  for (let n = place - neighbourhood; n <= place + neighbourhood; n++) {
    if (n < 2 || n >= samples.length || Math.abs(n - place) <= 2) continue;
    around.push(secondDifference(samples, n));
  }
  around.sort((a, b) => a - b);
  return around[around.length >> 1] ?? 0;
}
