/** What is said of a separation before it starts: the plan as data, and what the user should know in words. */

import type { AudioStream } from '../audio/index.ts';
import { type ChannelGroup, describeGroups } from './channels.ts';
import { countChunks, endless } from './grid.ts';
import type { SeparateOptions, SeparationPlan } from './options.ts';
import type { GridPlan } from './plan.ts';

/** The plan as it is shown. */
export function describePlan(
  { grid, overlap, memoryBytes }: GridPlan,
  journey: {
    readonly ownRate: number;
    readonly ownLength: number | undefined;
    readonly leads: readonly number[];
    readonly computedStems: readonly string[];
    readonly calls: number;
  },
): SeparationPlan {
  const { ownRate, ownLength, leads, computedStems, calls } = journey;
  const whole = grid.segmentSamples >= endless;
  return {
    sampleRate: ownRate,
    segmentSamples: whole ? undefined : grid.segmentSamples,
    segmentSeconds: whole ? undefined : grid.segmentSamples / ownRate,
    strideSamples: whole ? undefined : grid.strideSamples,
    overlap,
    passes: leads.length,
    chunkCount: ownLength === undefined ? undefined : calls * countChunks(ownLength, { grid, leads }),
    computedStems,
    memoryBytes,
  };
}

/** Sentences for the user; empty where everything is as one would expect. */
export function describeJourney(journey: {
  readonly song: AudioStream;
  readonly ownRate: number;
  readonly groups: readonly ChannelGroup[];
  readonly leads: readonly number[];
  readonly gridPlan: GridPlan;
  readonly options: SeparateOptions;
}): string[] {
  const { song, ownRate, groups, leads, gridPlan, options } = journey;
  const { separator, keepRate = false } = options;
  const notes: string[] = [];
  if (ownRate !== song.sampleRate) {
    const delivered = keepRate ? `and back: outputs have ${song.sampleRate} Hz` : 'which the outputs keep';
    notes.push(
      `${separator.name} runs at ${ownRate} Hz: the input's ${song.sampleRate} Hz are converted, ${delivered}.`,
    );
  }
  const grouping = describeGroups(groups, separator.name);
  if (grouping !== undefined) notes.push(grouping);
  if (leads.length > 1) notes.push(`${leads.length} shifts: the song is separated ${leads.length} times.`);
  const shortened = gridPlan.shortenedFromSamples;
  if (shortened !== undefined) {
    const [now, usual] = [gridPlan.grid.segmentSamples, shortened].map((n) => (n / ownRate).toFixed(2));
    notes.push(`To fit the memory allowed, segments have ${now} s instead of ${usual} s.`);
  }
  return notes;
}
