/**
 * The journey on streams, in constant memory for any length. It is planned first, so that impossible wishes fail before
 * anything is read, and then put together from streams:
 *
 *     input → excerpt → separator's rate → chunks → [input's rate, beside the input] → [consistency] → outputs
 */

import type { AudioStream } from '../audio/index.ts';
import { resampledLength } from '../dsp/index.ts';
import { checkInteger } from '../util/index.ts';
import { alongside } from './alongside.ts';
import { channelGroups, checkChannelsDiffer, widestCall } from './channels.ts';
import { separateChunks } from './chunk-engine.ts';
import { consistentStream } from './consistency.ts';
import { deliver } from './deliver.ts';
import { describeJourney, describePlan } from './describe.ts';
import { excerptStream } from './excerpt.ts';
import { createLocalExecutor, openChunks } from './executor.ts';
import { guardStream } from './guard.ts';
import type { SeparateOptions, SeparationStream } from './options.ts';
import { planOutputs } from './outputs.ts';
import { planGrid } from './plan.ts';
import { resampledStream } from './resampled-stream.ts';
import { seekableStream } from './seekable.ts';
import { passLeads } from './shifts.ts';

/**
 * Plans the separation of `input` and returns it as a stream of outputs; nothing is read before `blocks()`, which may be
 * called again as long as the input can be read again.
 *
 * Outputs have the input's channel count. Their rate is the input's where the separator runs at any rate or `keepRate`
 * is set, else the separator's. Their length is the input's, exactly (at another rate, rounded up to a whole sample).
 *
 * Throws ArgumentError for impossible options and LimitError where `maxMemoryBytes` cannot do. Reading `blocks()` throws
 * what the input throws, FormatError where input or stems are not finite or the separator breaks its contract, and the
 * signal's reason.
 *
 * @example
 * const separation = separateStream(streamAudio(song), { separator, stems: ['vocals'] });
 * for await (const { startSample, outputs } of separation.blocks()) write(startSample, outputs.get('vocals'));
 */
export function separateStream(input: AudioStream, options: SeparateOptions): SeparationStream {
  const { separator, keepRate = false } = options;
  const song = excerptStream(seekableStream(input), options);
  const plan = planOutputs(options);
  const { computedStems } = plan;
  const ownRate = separator.sampleRate ?? song.sampleRate;
  const returns = keepRate && ownRate !== song.sampleRate;
  const groups = channelGroups(song.channelCount, separator.channelCounts);
  checkChannelsDiffer(groups, separator);
  const executor = options.executor ?? createLocalExecutor(separator);
  const shifts = checkInteger('shifts', options.shifts ?? 0, { min: 0 });
  const seed = checkInteger('seed', options.seed ?? 0);
  const leads = passLeads({ shifts, seed, sampleRate: ownRate });
  const ownLength =
    song.lengthSamples === undefined
      ? undefined
      : resampledLength(song.lengthSamples, { fromRate: song.sampleRate, toRate: ownRate });
  const request = {
    separator,
    sampleRate: ownRate,
    channelCount: song.channelCount,
    callChannels: widestCall(groups),
    passes: leads.length,
    stemCount: computedStems.length,
    concurrency: checkInteger('executor.concurrency', executor.concurrency, { min: 1 }),
    open: openChunks(executor),
    lengthSamples: ownLength,
  };
  const gridPlan = planGrid(request, options);

  function separated(from: AudioStream, withMixture: boolean): AudioStream {
    const { grid, songLimit } = gridPlan;
    const maxSamples = (songLimit.samples * song.sampleRate) / ownRate;
    const mixture = resampledStream(guardStream(from, { maxSamples, tooLong: songLimit.error }), ownRate);
    const stems = computedStems;
    return separateChunks(mixture, { separator, stems, grid, leads, groups, executor, withMixture });
  }

  const { sampleRate, channelCount } = song;
  const sideBySide = returns
    ? alongside(song, (tapped) => resampledStream(separated(tapped, false), sampleRate))
    : separated(song, plan.needsMixture);
  const stemCount = computedStems.length;
  const how = options.consistent;
  const final =
    how === undefined ? sideBySide : consistentStream(sideBySide, { stemCount, channelCount, how });
  const outputPlan = returns ? { ...plan, needsMixture: true } : plan;

  return {
    sampleRate: final.sampleRate,
    channelCount,
    lengthSamples: final.lengthSamples,
    outputs: plan.outputs.map(({ name }) => name),
    notes: [...plan.notes, ...describeJourney({ song, ownRate, groups, leads, gridPlan, options })],
    plan: describePlan(gridPlan, { ownRate, ownLength, leads, computedStems, calls: groups.length }),
    blocks: ({ startSample = 0, signal = options.signal } = {}) =>
      deliver(final, { plan: outputPlan, channelCount, startSample, signal, onProgress: options.onProgress }),
  };
}
