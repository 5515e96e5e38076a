/** An excerpt as what a page can play and show: three short mp3 and a picture. */

import { type Audio, encodeAudio } from '../audio/index.ts';
import { resample } from '../dsp/index.ts';
import { comparisonPicture, renderSvg } from '../visualize/index.ts';
import type { Excerpt, ExcerptChoice } from './excerpts.ts';

/** Sounds as the bytes of mp3 files, the picture as SVG. */
export interface ExcerptMedia {
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly reference: Uint8Array;
  readonly estimate: Uint8Array;
  readonly mixture: Uint8Array;
  /** Spectrograms of reference, estimate and their difference. */
  readonly picture: string;
}

/** A chosen place and, where it could be made, its sound and picture. */
export interface ReportExcerpt extends ExcerptChoice {
  readonly media: ExcerptMedia | undefined;
}

/** What mp3 can have. */
const mp3Rates: readonly number[] = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000];
/** Bits per second: enough to hear what a separator did, a third of what stems get. */
const bitrate = 128_000;
/** Pixels: two of them stand side by side in a report. */
const pictureWidth = 620;
/** Of the spectrograms: sixty a second show every drum stroke, and more only weigh. */
const pictureColumns = 360;

/**
 * Encodes and draws an excerpt. All three sounds get the same gain where one of them would clip; more than two channels become
 * their mean; a rate that mp3 does not have becomes 44100 Hz.
 */
export async function excerptMedia(
  excerpt: Excerpt,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ExcerptMedia> {
  const { reference, estimate, mixture, startSeconds, durationSeconds } = excerpt;
  const peak = Math.max(...[reference, estimate, mixture].map(peakOf));
  const gain = peak > 1 ? 1 / peak : 1;
  const encode = (audio: Audio): Promise<Uint8Array> =>
    encodeAudio(playable(audio, gain), { format: 'mp3', bitrate, ...options });
  const picture = comparisonPicture(
    { reference, estimate },
    { frequency: 'mel', columns: pictureColumns, offsetSeconds: startSeconds, width: pictureWidth },
  );
  const [ofReference, ofEstimate, ofMixture] = await Promise.all([reference, estimate, mixture].map(encode));
  return {
    startSeconds,
    durationSeconds,
    reference: ofReference!,
    estimate: ofEstimate!,
    mixture: ofMixture!,
    picture: renderSvg(picture),
  };
}

function playable({ sampleRate, channels }: Audio, gain: number): Audio {
  const few = channels.length <= 2 ? channels : [meanOf(channels)];
  const louder = gain === 1 ? few : few.map((channel) => channel.map((sample) => sample * gain));
  if (mp3Rates.includes(sampleRate)) return { sampleRate, channels: louder };
  return { sampleRate: 44100, channels: resample(louder, { fromRate: sampleRate, toRate: 44100 }) };
}

function meanOf(channels: readonly Float32Array[]): Float32Array {
  return channels[0]!.map(
    (_, n) => channels.reduce((sum, channel) => sum + channel[n]!, 0) / channels.length,
  );
}

function peakOf({ channels }: Audio): number {
  let peak = 0;
  for (const channel of channels) for (const sample of channel) peak = Math.max(peak, Math.abs(sample));
  return peak;
}
