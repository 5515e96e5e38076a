/**
 * The check before every metric: that a track's references, estimates and mixture fit each other. Metrics compare sample by sample, so
 * nothing is padded, cut or resampled here; whoever loads the audio does that, and says so in the report.
 */

import { type Audio, checkAudio, lengthSamples } from '../audio/index.ts';
import { ArgumentError, nearestName } from '../util/index.ts';
import type { MetricTrack } from './metric.ts';

/**
 * Returns `track` if it can be measured: at least one reference, the same stem names on both sides, and one sample rate, channel count
 * and length in all stems and the mixture, at least one sample, all of them finite. Silence is allowed: what a metric gives for a silent
 * reference is its own affair. Throws `ArgumentError` that names the track, the stem and the remedy.
 */
export function checkMetricTrack(track: MetricTrack): MetricTrack {
  const place = track.name === undefined ? 'track' : `track ${JSON.stringify(track.name)}`;
  checkNames(place, track);
  checkAudio(`${place}, mixture`, track.mixture);
  checkFinite(`${place}, mixture`, track.mixture);
  if (lengthSamples(track.mixture) === 0) {
    throw new ArgumentError({
      place: `${place}, mixture`,
      expected: 'at least one sample',
      got: 'none',
      remedy: 'Leave empty tracks out',
    });
  }
  for (const side of ['references', 'estimates'] as const) {
    for (const [stem, audio] of track[side]) {
      const where = `${place}, ${side === 'references' ? 'reference' : 'estimate'} ${stem}`;
      checkAudio(where, audio);
      checkShape(where, audio, track.mixture);
      checkFinite(where, audio);
    }
  }
  return track;
}

function checkNames(place: string, { references, estimates }: MetricTrack): void {
  const names = [...references.keys()];
  const given = [...estimates.keys()];
  if (names.length === 0) {
    throw new ArgumentError({
      place: `${place}, references`,
      expected: 'at least one stem',
      got: 'none',
      remedy: 'Give the true stems that the estimates are measured against',
    });
  }
  for (const name of names.filter((stem) => !estimates.has(stem))) {
    const near = nearestName(name, given);
    throw new ArgumentError({
      place: `${place}, estimate ${name}`,
      expected: `an estimate for every reference: ${names.join(', ')}`,
      got: given.length === 0 ? 'no estimates' : `estimates of ${given.join(', ')}`,
      remedy:
        near === undefined
          ? `Add the estimate of ${name}, or leave its reference out`
          : `Rename the estimate ${near} to ${name}, or leave the reference out`,
    });
  }
  const extra = given.find((stem) => !references.has(stem));
  if (extra === undefined) return;
  throw new ArgumentError({
    place: `${place}, estimate ${extra}`,
    expected: `a reference for every estimate: ${given.join(', ')}`,
    got: `references of ${names.join(', ')}`,
    remedy: `Leave the estimate of ${extra} out, or add its reference`,
  });
}

function checkShape(place: string, audio: Audio, mixture: Audio): void {
  const differences: readonly [string, number, number, string][] = [
    ['Hz', mixture.sampleRate, audio.sampleRate, 'Resample one of them'],
    [
      'channels',
      mixture.channels.length,
      audio.channels.length,
      'Repeat the mono channel, or mix the others down to mono',
    ],
    [
      'samples',
      lengthSamples(mixture),
      lengthSamples(audio),
      'Cut both to the shorter length, or pad with silence',
    ],
  ];
  for (const [unit, expected, got, remedy] of differences) {
    if (expected === got) continue;
    throw new ArgumentError({
      place,
      expected: `${expected} ${unit}, as the mixture has`,
      got: `${got}`,
      remedy,
    });
  }
}

function checkFinite(place: string, { channels }: Audio): void {
  channels.forEach((channel, c) => {
    for (let n = 0; n < channel.length; n++) {
      if (Number.isFinite(channel[n])) continue;
      throw new ArgumentError({
        place: `${place}, channel ${c}, sample ${n}`,
        expected: 'a finite sample',
        got: String(channel[n]),
        remedy: 'One NaN makes every score NaN: find out what made it, or replace it by 0',
      });
    }
  });
}
