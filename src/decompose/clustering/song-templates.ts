/** Templates for a song of any length in bounded memory: learnt from excerpts spread over it, then held while the song is gone through. */

import type { Audio } from '../../audio/index.ts';
import { type Spectrogram, stft } from '../../dsp/index.ts';
import { type Factorization, factorize } from '../nmf/index.ts';
import type { FrameSettings } from '../spectrogram-grid.ts';

/** Options of {@link learnTemplates}. */
export interface LearnOptions extends FrameSettings {
  /** How many templates, at most. */
  readonly rank: number;
  readonly iterations: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** Templates and what they were learnt from. */
export interface LearntTemplates {
  readonly factorization: Factorization;
  /** `[frame, bin]` of the excerpts, joined. */
  readonly magnitudes: Float32Array;
}

/** Long enough for several strokes and chords … */
const excerptSeconds = 4;
/** … and enough of them for a song's sounds. 80 s at 44.1 kHz are 3446 frames, 28 MB of magnitudes. */
const excerptCount = 20;

/** Learns templates from a whole short song, or from 20 excerpts of 4 s at equal distances. */
export async function learnTemplates(song: Audio, options: LearnOptions): Promise<LearntTemplates> {
  const { fftSize, hopSize, iterations, seed, signal } = options;
  const parts = excerpts(song).map((part) =>
    magnitudesOf(stft(part, { fftSize, hopSize, padMode: 'zeros' })),
  );
  const magnitudes = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    magnitudes.set(part, at);
    at += part.length;
  }
  const binCount = Math.floor(fftSize / 2) + 1;
  const frameCount = magnitudes.length / binCount;
  const factorization = await factorize(magnitudes, {
    ...{ frameCount, binCount, iterations, seed, costInterval: Math.max(1, iterations) },
    rank: Math.min(options.rank, frameCount, binCount),
    ...(signal === undefined ? {} : { signal }),
  });
  return { factorization, magnitudes };
}

/** The root of the channels' mean power, `[frame, bin]`: templates are about the song, wherever its sounds stand. */
export function magnitudesOf({ channels, frameCount, binCount }: Spectrogram): Float32Array {
  const out = new Float32Array(frameCount * binCount);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const bins of channels) sum += bins[2 * i]! ** 2 + bins[2 * i + 1]! ** 2;
    out[i] = Math.sqrt(sum / channels.length);
  }
  return out;
}

function excerpts({ channels, sampleRate }: Audio): (readonly Float32Array[])[] {
  const total = channels[0]!.length;
  const length = Math.round(excerptSeconds * sampleRate);
  if (total <= excerptCount * length) return [channels];
  return Array.from({ length: excerptCount }, (_, n) => {
    const start = Math.round((n * (total - length)) / (excerptCount - 1));
    return channels.map((channel) => channel.subarray(start, start + length));
  });
}
