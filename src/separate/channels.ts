/**
 * The channel rule: a separation has as many channels as its input, whatever the separator takes.
 *
 * - A separator that takes the input's channel count (or any) gets all channels at once.
 * - Else the channels are taken in groups: left and right of each speaker pair together (FL FR, BL BR, SL SR) where the
 *   separator takes stereo, every other channel (FC, LFE, BC) alone. The order of the channels is that of WAVE files.
 * - A group with fewer channels than the separator takes (mono, for a stereo network) is given as equal copies, and the
 *   copies' stems are averaged back.
 */

import type { Audio, Separator, Stems } from '../audio/index.ts';
import { ArgumentError } from '../util/index.ts';
import { average } from './average.ts';

/** Channels that go through the separator together. */
export interface ChannelGroup {
  /** Which channels of the input, in order. */
  readonly channels: readonly number[];
  /** How often each is given: 1, or the copies that a single channel is given as. */
  readonly copies: number;
}

/** Speaker groups by channel count, in the default layouts of WAVE files (Microsoft's channel mask order). */
const speakerGroups: Readonly<Record<number, readonly (readonly number[])[]>> = {
  3: [[0, 1], [2]], // FL FR, FC
  4: [
    [0, 1],
    [2, 3],
  ], // FL FR, BL BR
  5: [[0, 1], [2], [3, 4]], // FL FR, FC, BL BR
  6: [[0, 1], [2], [3], [4, 5]], // FL FR, FC, LFE, BL BR
  7: [[0, 1], [2], [3], [4], [5, 6]], // FL FR, FC, LFE, BC, SL SR
  8: [[0, 1], [2], [3], [4, 5], [6, 7]], // FL FR, FC, LFE, BL BR, SL SR
};

/** How `channelCount` channels go through a separator that takes `accepted` (`undefined`: any number). */
export function channelGroups(
  channelCount: number,
  accepted: readonly number[] | undefined,
): readonly ChannelGroup[] {
  const all = Array.from({ length: channelCount }, (_, c) => c);
  if (accepted === undefined || accepted.includes(channelCount)) return [{ channels: all, copies: 1 }];
  const speakers = accepted.includes(2)
    ? (speakerGroups[channelCount] ?? pairs(all))
    : all.map((channel) => [channel]);
  return speakers.map((channels) => ({
    channels,
    copies: accepted.includes(channels.length) ? 1 : Math.min(...accepted),
  }));
}

/** Throws `ArgumentError` where a separator that goes by how channels differ would be given nothing but copies. */
export function checkChannelsDiffer(
  groups: readonly ChannelGroup[],
  { name, comparesChannels = false }: Pick<Separator, 'name' | 'comparesChannels'>,
): void {
  if (!comparesChannels || groups.some(({ copies }) => copies === 1)) return;
  const { copies } = groups[0]!;
  throw new ArgumentError({
    place: `separator ${name}`,
    expected: copies === 2 ? 'stereo: it needs two channels that differ' : `${copies} channels that differ`,
    got: groups.length === 1 ? 'mono' : `${groups.length} channels`,
    remedy:
      groups.length === 1
        ? 'Use hpss-vocals, which needs no stereo image'
        : 'Set its option sources to the number of channels',
  });
}

/** The most channels that one call of the separator sees. */
export function widestCall(groups: readonly ChannelGroup[]): number {
  return Math.max(...groups.map(({ channels, copies }) => channels.length * copies));
}

/** What the user should know of the grouping, or `undefined` where there is nothing to say. */
export function describeGroups(groups: readonly ChannelGroup[], separatorName: string): string | undefined {
  if (groups.length === 1 && groups[0]!.copies === 1) return undefined;
  const count = groups.reduce((sum, { channels }) => sum + channels.length, 0);
  if (count === 1) {
    return `${separatorName} takes ${groups[0]!.copies} channels: mono is given to it as equal copies, and the stems are averaged back to mono.`;
  }
  const list = groups.map(({ channels }) => channels.map((channel) => channel + 1).join('+')).join(', ');
  return `${separatorName} does not take ${count} channels together: they are separated in groups (${list}) and put together again.`;
}

/** Separates a chunk group by group with `run`, and puts the stems' channels back in the chunk's order. */
export async function separateInGroups(
  chunk: Audio,
  {
    groups,
    run,
  }: { readonly groups: readonly ChannelGroup[]; readonly run: (part: Audio) => Promise<Stems> },
): Promise<Stems> {
  if (groups.length === 1 && groups[0]!.copies === 1) return run(chunk);
  const stems = new Map<string, Float32Array[]>();
  for (const group of groups) {
    const part = await run({ sampleRate: chunk.sampleRate, channels: channelsOf(chunk, group) });
    for (const [name, { channels }] of part) {
      const whole = stems.get(name) ?? [];
      stems.set(name, whole);
      for (const [i, channel] of group.channels.entries()) {
        whole[channel] = group.copies === 1 ? channels[i]! : average(channels);
      }
    }
  }
  return new Map([...stems].map(([name, channels]) => [name, { sampleRate: chunk.sampleRate, channels }]));
}

function channelsOf(chunk: Audio, { channels, copies }: ChannelGroup): Float32Array[] {
  if (copies === 1) return channels.map((channel) => chunk.channels[channel]!);
  // Copies, not the same array again: an executor may move the buffers to another thread.
  return Array.from({ length: copies }, () => chunk.channels[channels[0]!]!.slice());
}

function pairs(channels: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (let c = 0; c < channels.length; c += 2) groups.push(channels.slice(c, c + 2));
  return groups;
}
