/** From the files of a track to its sound: stems of one rate, one channel count and one length, and their mixture. */

import { type Audio, lengthSamples } from '../audio/index.ts';
import { ArgumentError, FormatError } from '../util/index.ts';
import type { TrackAudio } from './dataset.ts';

/** What was read of a track. */
export interface TrackParts {
  /** The track, for errors and notes. */
  readonly name: string;
  readonly stems: ReadonlyMap<string, Audio>;
  /** Default: the sum of the stems. */
  readonly mixture?: Audio;
}

/**
 * Puts a track together. Shorter stems are followed by silence; mono stems beside stereo ones are doubled; a mixture is brought
 * to the same shape. Each of it is told in `notes`. Throws ArgumentError where rates differ or there are no stems, FormatError
 * where a sample is not a finite number, naming track and stem.
 */
export function assembleTrack({ name, stems, mixture }: TrackParts): TrackAudio {
  const parts: readonly (readonly [string, Audio])[] = [
    ...stems,
    ...(mixture === undefined ? [] : ([['mixture', mixture]] as const)),
  ];
  checkRates(name, [...stems], mixture);
  for (const [part, audio] of parts) checkFinite(`${name}: ${part}`, audio);
  const channelCount = Math.max(...parts.map(([, { channels }]) => channels.length));
  const length =
    mixture === undefined ? Math.max(...[...stems.values()].map(lengthSamples)) : lengthSamples(mixture);
  const notes: string[] = [];
  const fitted = new Map(
    [...stems].map(([stem, audio]) => [
      stem,
      shaped(audio, {
        channelCount,
        length,
        place: `${name}: ${stem}`,
        note: (text) => notes.push(`${stem} ${text}`),
      }),
    ]),
  );
  const mixed =
    mixture === undefined
      ? sum([...fitted.values()])
      : shaped(mixture, {
          channelCount,
          length,
          place: `${name}: mixture`,
          note: (text) => notes.push(`mixture ${text}`),
        });
  if (mixture === undefined) notes.push('mixture: the sum of the stems');
  return { stems: fitted, mixture: mixed, notes };
}

interface Fitting {
  readonly channelCount: number;
  readonly length: number;
  readonly place: string;
  readonly note: (text: string) => void;
}

function shaped(audio: Audio, { channelCount, length, place, note }: Fitting): Audio {
  let { channels } = audio;
  if (channels.length !== channelCount) {
    if (channels.length !== 1) {
      throw new ArgumentError({
        place,
        expected: `1 or ${channelCount} channels`,
        got: String(channels.length),
        remedy: 'Give all stems of a track the same channels',
      });
    }
    channels = Array.from({ length: channelCount }, () => channels[0]!);
    note(`was mono: copied to ${channelCount} channels`);
  }
  const own = lengthSamples(audio);
  if (own === length) return { sampleRate: audio.sampleRate, channels };
  note(
    own < length
      ? `was ${length - own} samples shorter: silence added`
      : `was ${own - length} samples longer: cut`,
  );
  return {
    sampleRate: audio.sampleRate,
    channels: channels.map((channel) => {
      const whole = new Float32Array(length);
      whole.set(channel.subarray(0, length));
      return whole;
    }),
  };
}

function sum(stems: readonly Audio[]): Audio {
  const [first] = stems as [Audio];
  const channels = first.channels.map((channel, c) => {
    const total = new Float64Array(channel.length);
    for (const { channels: own } of stems) {
      const added = own[c]!;
      for (let n = 0; n < total.length; n++) total[n]! += added[n]!;
    }
    return Float32Array.from(total);
  });
  return { sampleRate: first.sampleRate, channels };
}

function checkRates(
  name: string,
  stems: readonly (readonly [string, Audio])[],
  mixture: Audio | undefined,
): void {
  const [first] = stems;
  if (first === undefined) {
    throw new ArgumentError({
      place: name,
      expected: 'at least one stem',
      got: 'none',
      remedy: 'Put a file per stem beside the mixture: vocals.wav, drums.wav, …',
    });
  }
  const wanted = (mixture ?? first[1]).sampleRate;
  const whose = mixture === undefined ? first[0] : 'the mixture';
  for (const [stem, { sampleRate }] of stems) {
    if (sampleRate === wanted) continue;
    throw new ArgumentError({
      place: `${name}: ${stem}`,
      expected: `${wanted} Hz, the rate of ${whose}`,
      got: `${sampleRate} Hz`,
      remedy: 'Resample the files of a track to one rate; it is never done silently',
    });
  }
}

function checkFinite(place: string, { channels }: Audio): void {
  for (const channel of channels) {
    const at = channel.findIndex((sample) => !Number.isFinite(sample));
    if (at < 0) continue;
    throw new FormatError({
      place,
      expected: 'finite samples',
      got: `${channel[at]} at sample ${at}`,
      remedy: 'Write the file again; a score of such a track would mean nothing',
    });
  }
}
