/** BSS Eval as Metrics of tracks: version 4, which music separation is compared by, and version 3's framewise form. */

import { checkMetricTrack } from '../check-track.ts';
import type { FrameScores, MeasureOptions, Metric, MetricTrack, StemScores } from '../metric.ts';
import { pairsOf } from './bss-eval.ts';
import { evaluatePairs } from './evaluate-pairs.ts';
import { framesOf } from './frames.ts';
import { joinSignals, silentSources } from './signals.ts';

const scoreNames = ['SDR', 'ISR', 'SIR', 'SAR'] as const;
const filterLength = 512;

/**
 * BSS Eval v4 as `museval.evaluate` computes it: frames of 1 s, one set of filters per track. Where museval refuses a track with a silent
 * stem, here a stem whose reference is silent from start to end is left out of the references (which changes nothing for the others), and
 * such a stem, or one whose estimate is silent, has NaN in every frame.
 */
export const bssEvalMetric: Metric = {
  name: 'bss-eval',
  title: 'BSS Eval v4 (SDR, ISR, SIR, SAR), as museval computes it',
  scores: scoreNames.map((name) => ({ name, unit: 'dB', better: 'higher' })),
  frames: { windowSeconds: 1, hopSeconds: 1 },
  measure: (track, options) => measure(track, 'whole', options),
};

/**
 * BSS Eval v3 as `museval.evaluate(mode='v3')` computes it: frames of 1 s, each with its own filters. Silent stems as in
 * {@link bssEvalMetric}.
 */
export const bssEvalV3Metric: Metric = {
  name: 'bss-eval-v3',
  title: 'BSS Eval v3 frame by frame, as museval computes it (slow)',
  scores: bssEvalMetric.scores,
  frames: bssEvalMetric.frames,
  measure: (track, options) => measure(track, 'framewise', options),
};

async function measure(
  track: MetricTrack,
  filters: 'whole' | 'framewise',
  options: MeasureOptions = {},
): Promise<StemScores> {
  checkMetricTrack(track);
  const place = track.name === undefined ? 'track' : `track ${JSON.stringify(track.name)}`;
  const names = [...track.references.keys()];
  const all = joinSignals(
    place,
    names.map((name) => track.references.get(name)!.channels),
    names.map((name) => track.estimates.get(name)!.channels),
  );
  const { channelCount, lengthSamples } = all;
  // museval cuts seconds to whole samples.
  const windowSamples = Math.max(1, Math.floor(track.mixture.sampleRate));
  const frames = framesOf(lengthSamples, { windowSamples, hopSamples: windowSamples });
  const whole = { start: 0, end: lengthSamples };
  const silent = silentSources(all.references, channelCount, whole);
  const lost = silentSources(all.estimates, channelCount, whole);
  const kept = names.map((_, n) => n).filter((n) => !silent[n]);
  const measured = kept.filter((n) => !lost[n]);
  const scores = new Map<string, Readonly<Record<string, FrameScores>>>(
    names.map((name) => [
      name,
      Object.fromEntries(
        scoreNames.map((score) => [score, new Float64Array(frames.length).fill(Number.NaN)]),
      ),
    ]),
  );
  if (measured.length === 0) return scores;
  const channelsOf = (channels: typeof all.references, sources: readonly number[]) =>
    sources.flatMap((n) => channels.slice(n * channelCount, (n + 1) * channelCount));
  const pairs = pairsOf(measured.length, false).map(({ estimate }) => ({
    estimate,
    reference: kept.indexOf(measured[estimate]!),
  }));
  const ratios = await evaluatePairs(
    {
      sourceCount: kept.length,
      channelCount,
      lengthSamples,
      references: channelsOf(all.references, kept),
      estimates: channelsOf(all.estimates, measured),
    },
    { ...options, place, pairs, frames, filterLength, target: 'images', filters },
  );
  measured.forEach((n, pair) => {
    const own = scores.get(names[n]!)!;
    ratios[pair]!.forEach(({ sdr, isr, sir, sar }, frame) => {
      [sdr, isr, sir, sar].forEach((value, k) => {
        own[scoreNames[k]!]![frame] = value;
      });
    });
  });
  return scores;
}
