/** An excerpt of the validation as what a page can play and show: short sounds and pictures of estimate against target. */

import { type Audio, encodeAudio } from '../audio/index.ts';
import type { RunExcerpt } from '../train/index.ts';
import { comparisonPicture, type Picture, renderSvg } from '../visualize/index.ts';

/** Sounds that a report plays, in the order in which they are heard. */
export const soundNames = ['mixture', 'target', 'estimate', 'residual'] as const;

/** Sounds of one excerpt and target by {@link soundNames}. */
export type ExcerptSounds = Readonly<Record<(typeof soundNames)[number], Audio>>;

/** One target of one excerpt, ready for a page. */
export interface ReportMedia {
  readonly target: string;
  /** Which excerpt, from 1. */
  readonly excerpt: number;
  /** After which epoch. */
  readonly epoch: number;
  /** `audio/mpeg` or `audio/wav`. */
  readonly mediaType: string;
  /** Contents of sound files by {@link soundNames}. */
  readonly sounds: Readonly<Record<(typeof soundNames)[number], Uint8Array>>;
  /** Spectrograms and waveforms of target, estimate and difference, as SVG. */
  readonly pictures: readonly string[];
}

/** What mp3 can have. */
const mp3Rates: readonly number[] = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000];
/** Bits per second: enough to hear what a model did. */
const bitrate = 128_000;
/** Pixels: two pictures stand side by side. */
const pictureWidth = 620;
/** The least that fills a waveform's height: below, noise would look like music. */
const quietest = 0.05;

/**
 * The sounds of each target; the residual is what the estimate leaves of the mixture. Targets whose estimate is not finite are left out: a model that diverges has nothing to
 * show, and must not end the run by it.
 */
export function excerptSounds({ mixture, estimates, targets }: RunExcerpt): Map<string, ExcerptSounds> {
  return new Map(
    [...estimates].flatMap(([name, estimate]) => {
      const target = targets.get(name);
      if (target === undefined || !estimate.channels.every((channel) => channel.every(Number.isFinite)))
        return [];
      const channels = mixture.channels.map((channel, c) => {
        const own = estimate.channels[c]!;
        return channel.map((value, n) => value - own[n]!);
      });
      return [[name, { mixture, target, estimate, residual: { ...mixture, channels } }] as const];
    }),
  );
}

/**
 * Estimate against target as a picture of three panels. Colours are decibels below the mixture's peak: it is the same after every epoch, and where the target is nearly silent
 * the estimate is not painted louder than it is.
 */
export function excerptPicture(
  { mixture, target, estimate }: ExcerptSounds,
  kind: 'spectrogram' | 'waveform',
  options: { readonly title?: string; readonly width?: number } = {},
): Picture {
  const names = ['Target', 'Estimate', 'Difference'] as const;
  return comparisonPicture(
    { reference: target, estimate },
    {
      names,
      ...(kind === 'spectrogram'
        ? { kind, frequency: 'mel', reference: peakOf(mixture) || 1 }
        : { kind, amplitude: Math.max(quietest, peakOf(target), peakOf(estimate)) }),
      ...options,
    },
  );
}

/** Encodes and draws one target of an excerpt. All sounds get the same gain where one would clip. */
export async function reportMedia(
  sounds: ExcerptSounds,
  place: Pick<ReportMedia, 'target' | 'excerpt' | 'epoch'>,
): Promise<ReportMedia> {
  const all = soundNames.map((name) => sounds[name]);
  const gain = Math.min(1, 1 / Math.max(...all.map(peakOf)));
  // Few programs play mp3 of other rates, and none of them writes it.
  const isMp3 = mp3Rates.includes(sounds.mixture.sampleRate) && sounds.mixture.channels.length <= 2;
  const files = await Promise.all(
    all.map((audio) => encodeAudio(scaled(audio, gain), isMp3 ? { format: 'mp3', bitrate } : {})),
  );
  return {
    ...place,
    mediaType: isMp3 ? 'audio/mpeg' : 'audio/wav',
    sounds: Object.fromEntries(soundNames.map((name, n) => [name, files[n]!])) as ReportMedia['sounds'],
    pictures: (['spectrogram', 'waveform'] as const).map((kind) =>
      renderSvg(excerptPicture(sounds, kind, { width: pictureWidth })),
    ),
  };
}

function scaled(audio: Audio, gain: number): Audio {
  if (gain === 1) return audio;
  return { ...audio, channels: audio.channels.map((channel) => channel.map((value) => value * gain)) };
}

function peakOf({ channels }: Audio): number {
  let peak = 0;
  for (const channel of channels) for (const value of channel) peak = Math.max(peak, Math.abs(value));
  return peak;
}
