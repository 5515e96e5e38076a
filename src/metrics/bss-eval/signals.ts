/** What BSS Eval is given: references and estimates as arrays, checked, and seen as one list of channels. */

import { ArgumentError } from '../../util/index.ts';
import type { Channels } from '../channels.ts';
import type { CorrelatedSignals, Samples, Stretch } from '../kernels/correlator.ts';

/** Checked signals: `references[source · channelCount + channel]`, estimates alike. */
export interface BssSignals extends CorrelatedSignals {
  /** How many references. */
  readonly sourceCount: number;
  readonly channelCount: number;
  readonly lengthSamples: number;
}

/** As many as museval and mir_eval allow: a mistaken axis would otherwise ask for all the memory there is. */
const mostSources = 100;

/**
 * The signals as one list. Throws `ArgumentError` unless there is the same number of references and estimates, from 1 to 100, all of one
 * channel count and one length above 0.
 */
export function joinSignals(
  place: string,
  references: readonly Channels[],
  estimates: readonly Channels[],
): BssSignals {
  const refuse = (expected: string, got: string, remedy: string): never => {
    throw new ArgumentError({ place, expected, got, remedy });
  };
  if (references.length === 0 || references.length !== estimates.length) {
    refuse(
      'one estimate per reference, at least one of each',
      `${references.length} references and ${estimates.length} estimates`,
      'Pair them, and leave out what has no partner',
    );
  }
  if (references.length > mostSources) {
    refuse(
      `at most ${mostSources} sources`,
      `${references.length}`,
      'Give an array of sources, each an array of channels: samples stand innermost',
    );
  }
  const first = references[0]!;
  const length = first[0]?.length ?? 0;
  if (length === 0) refuse('at least one sample', 'none', 'Leave empty tracks out');
  for (const [side, signals] of [
    ['reference', references],
    ['estimate', estimates],
  ] as const) {
    signals.forEach((channels, n) => {
      const lengths = [...new Set(channels.map((channel) => channel.length))];
      if (channels.length === first.length && lengths.length === 1 && lengths[0] === length) return;
      refuse(
        `${first.length} channels of ${length} samples, as reference 0 has`,
        `${side} ${n} with ${channels.length} channels of ${lengths.join(' and ') || 'no'} samples`,
        'Cut or pad the estimates to the length of the references, and mix all to the same channels',
      );
    });
  }
  return {
    sourceCount: references.length,
    channelCount: first.length,
    lengthSamples: length,
    references: references.flat(),
    estimates: estimates.flat(),
  };
}

/** Throws `ArgumentError` where a reference or an estimate is silent throughout: nothing can be projected on it. */
export function refuseSilence(place: string, signals: BssSignals): void {
  const whole = { start: 0, end: signals.lengthSamples };
  for (const side of ['reference', 'estimate'] as const) {
    const channels = side === 'reference' ? signals.references : signals.estimates;
    const silent = silentSources(channels, signals.channelCount, whole).indexOf(true);
    if (silent < 0) continue;
    throw new ArgumentError({
      place: `${place}, ${side} ${silent}`,
      expected: 'sound somewhere',
      got: 'silence (or channels that cancel each other) from start to end',
      remedy: 'Leave this source out of the references and the estimates: BSS Eval is not defined for it',
    });
  }
}

/** Whether any source is silent in a stretch. As in museval, a source is silent where the sum of its channels is 0. */
export function isAnySilent(signals: BssSignals, stretch: Stretch): boolean {
  const { references, estimates, channelCount } = signals;
  return (
    silentSources(references, channelCount, stretch).includes(true) ||
    silentSources(estimates, channelCount, stretch).includes(true)
  );
}

/** Which sources are silent. */
export function silentSources(
  channels: readonly Samples[],
  channelCount: number,
  { start, end }: Stretch,
): boolean[] {
  return Array.from({ length: channels.length / channelCount }, (_, source) => {
    const own = channels.slice(source * channelCount, (source + 1) * channelCount);
    for (let n = start; n < end; n++) {
      let sum = 0;
      for (const channel of own) sum += channel[n]!;
      if (sum !== 0) return false;
    }
    return true;
  });
}

/** Throws `ArgumentError` that names the first sample that is not finite. Called where a sum has shown that there is one. */
export function refuseNotFinite(place: string, signals: BssSignals): void {
  for (const side of ['reference', 'estimate'] as const) {
    const channels = side === 'reference' ? signals.references : signals.estimates;
    channels.forEach((channel, index) => {
      const n = channel.findIndex((sample) => !Number.isFinite(sample));
      if (n < 0) return;
      const source = Math.floor(index / signals.channelCount);
      throw new ArgumentError({
        place: `${place}, ${side} ${source}, channel ${index % signals.channelCount}, sample ${n}`,
        expected: 'a finite sample',
        got: String(channel[n]),
        remedy: 'One NaN makes every score NaN: find out what made it, or replace it by 0',
      });
    });
  }
}
