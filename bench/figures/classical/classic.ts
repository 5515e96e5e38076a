/** `classic` beside every single method, on songs whose stems are known: what each makes better than the mixture. */

import type { Audio, Stems } from '../../../src/audio/index.ts';
import { siSdr } from '../../../src/metrics/index.ts';
import { createSeparator, describeSeparators } from '../../../src/zoo/index.ts';
import type { Figure, Measurement } from '../figure.ts';
import { type Recording, recordings, recordingsNote } from '../recordings.ts';

/** What a recording calls a stem of ours. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  vocals: ['vocals'],
  drums: ['drums'],
  percussive: ['drums'],
  bass: ['bass', 'bassguitar'],
};
/** SI-SDR improvements in dB by stem, of a method and of `classic` where its stems are added up to the same. */
interface Comparison {
  readonly own: readonly (readonly [stem: string, gain: number])[];
  readonly classic: readonly number[];
}

const figures: Figure[] = [
  {
    what: '`classic` on songs: SI-SDR improvement per stem',
    floor: 'above the mixture in every stem',
    measure: measureClassic,
  },
  ...describeSeparators()
    .filter(({ name, stems }) => name !== 'classic' && stems.some((stem) => stem in otherNames))
    .map(({ name }) => ({
      what: `\`classic\` against \`${name}\`, mean SI-SDR improvement over the stems that both have`,
      floor: `above ${name}`,
      measure: () => compareWith(name),
    })),
];

export default figures;

async function measureClassic(): Promise<Measurement> {
  const lines: string[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const recording of songs()) {
    const { own } = await compare(recording, 'classic');
    lines.push(`${recording.name}: ${own.map(([stem, gain]) => `${stem} ${gain.toFixed(1)}`).join(', ')}`);
    least = Math.min(least, ...own.map(([, gain]) => gain));
  }
  return {
    measured: `${lines.join('; ')} dB`,
    ok: least > 0,
    note: `at most 20 s of each; ${recordingsNote}`,
  };
}

async function compareWith(name: string): Promise<Measurement> {
  const own: number[] = [];
  const classic: number[] = [];
  const lines: string[] = [];
  for (const recording of songs()) {
    const found = await compare(recording, name);
    own.push(...found.own.map(([, gain]) => gain));
    classic.push(...found.classic);
    lines.push(
      `${recording.name}: ${found.own.map(([stem, gain], n) => `${stem} ${found.classic[n]!.toFixed(1)} / ${gain.toFixed(1)}`).join(', ')}`,
    );
  }
  return {
    measured: `${mean(classic).toFixed(2)} and ${mean(own).toFixed(2)} dB`,
    ok: mean(classic) > mean(own),
    note: lines.join('; '),
  };
}

let known: readonly Recording[] | undefined;
const classicStems = new Map<string, Promise<Stems>>();

/** Songs with drums, and clips of a voice. */
function songs(): readonly Recording[] {
  known ??= recordings();
  return known.filter(({ stems }) => stems.has('drums') || stems.has('vocals'));
}

async function compare(recording: Recording, name: string): Promise<Comparison> {
  const { mixture } = recording;
  if (!classicStems.has(recording.name)) {
    classicStems.set(recording.name, createSeparator('classic').separate(mixture));
  }
  const best = await classicStems.get(recording.name)!;
  const separator = createSeparator(name);
  const takes = separator.channelCounts?.includes(mixture.channels.length) ?? true;
  const estimates = takes ? await separator.separate(mixture) : new Map<string, Audio>();
  const own: (readonly [string, number])[] = [];
  const classic: number[] = [];
  const bestGroups = groupsOf(recording, [...best.keys()]);
  for (const { stems, references } of groupsOf(recording, [...estimates.keys()])) {
    const reference = sum(references.map((part) => recording.stems.get(part)!));
    const parts = bestGroups.filter((group) => group.references.every((part) => references.includes(part)));
    const before = ratio(reference, mixture);
    own.push([stems[0]!, ratio(reference, sum(stems.map((stem) => estimates.get(stem)!))) - before]);
    const together = sum(parts.flatMap((group) => group.stems).map((stem) => best.get(stem)!));
    classic.push(ratio(reference, together) - before);
  }
  return { own, classic };
}

/** Estimates and the true stems that they stand for. */
interface Group {
  readonly stems: readonly string[];
  readonly references: readonly string[];
}

/** Each estimate with its true stem; what has no partner on either side belongs together: the rest. */
function groupsOf({ stems }: Recording, names: readonly string[]): readonly Group[] {
  const groups = names.flatMap((name): Group[] => {
    const references = otherNames[name]?.filter((reference) => stems.has(reference)) ?? [];
    return references.length === 0 ? [] : [{ stems: [name], references }];
  });
  const rest = {
    stems: names.filter((name) => !groups.some((group) => group.stems.includes(name))).reverse(),
    references: [...stems.keys()].filter(
      (reference) => !groups.some((group) => group.references.includes(reference)),
    ),
  };
  const both = rest.stems.length > 0 && rest.references.length > 0 ? [...groups, rest] : groups;
  // What stands for the whole mixture has nothing to gain.
  return both.filter(({ references }) => references.length < stems.size);
}

function sum(parts: readonly Audio[]): Audio {
  const [first, ...others] = parts as [Audio, ...Audio[]];
  const channels = first.channels.map((channel, c) =>
    channel.map((x, n) => others.reduce((total, part) => total + part.channels[c]![n]!, x)),
  );
  return { ...first, channels };
}

function ratio(reference: Audio, estimate: Audio): number {
  return siSdr(reference.channels, estimate.channels, { channels: 'joined' });
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
