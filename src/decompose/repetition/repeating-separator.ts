/**
 * What the separators that model a repeating background share: frames, magnitudes of all channels, the mask of a model, the inverse. The
 * background is called `other`; what it leaves of the mixture is `vocals`.
 */

import type { Audio, Chunking, Separator, Stems } from '../../audio/index.ts';
import { istft, magnitude, type Spectrogram, stft } from '../../dsp/index.ts';
import { roundUp } from '../../util/index.ts';
import { checkFiniteChunk, subtract, takeTurn, wantedStems } from '../chunk.ts';
import { type FrameSettings, framesNear } from '../spectrogram-grid.ts';
import type { MatrixShape } from './matrix-shape.ts';

/** The stems of all of them. */
export const repeatingStems: readonly string[] = ['vocals', 'other'];

/** The magnitudes of a chunk. */
export interface ChunkMagnitudes extends MatrixShape {
  /** Per channel `[frame, bin]`. */
  readonly channels: readonly Float32Array[];
  /** Frames per second. */
  readonly frameRate: number;
  readonly sampleRate: number;
  readonly fftSize: number;
}

/** How one method differs from another. */
export interface RepeatingMethod {
  readonly name: string;
  /** Length of a frame in seconds. */
  readonly frameSeconds: number;
  /** Whether a frame must have a power of two of samples. Default: any size that transforms fast. */
  readonly powerOfTwo?: boolean;
  /** Working memory of `analyse` beyond a mean and a mask, in bytes per bin of one channel. Default 0. */
  readonly analysisBytesPerBin?: number;
  /** How a song is cut at a sample rate, in samples; each is rounded up to whole hops, alignment included. */
  cut(frames: FrameSettings & { readonly sampleRate: number }): RepeatingCut;
  /** Looks at all channels together; returns what gives a channel's mask of the background, `[frame, bin]`. */
  analyse(magnitudes: ChunkMagnitudes): (channel: Float32Array, c: number) => Float32Array;
}

/** The part of a Chunking that a method decides. */
export type RepeatingCut = Pick<
  Chunking,
  'beforeSamples' | 'afterSamples' | 'segmentSamples' | 'overlap' | 'exact'
> & { readonly alignSamples?: number };

/** Frames of a method at a sample rate, of a size that transforms fast, with a hop of a quarter. */
function framesOf({ frameSeconds, powerOfTwo = false }: RepeatingMethod, sampleRate: number): FrameSettings {
  if (!powerOfTwo) return framesNear(frameSeconds, { sampleRate });
  const fftSize = 2 ** Math.round(Math.log2(Math.max(4, Math.round(frameSeconds * sampleRate))));
  return { fftSize, hopSize: fftSize / 4 };
}

/** A separator by `method`, whose options are checked already. */
export function createRepeatingSeparator(method: RepeatingMethod): Separator {
  const { name } = method;
  return {
    name,
    stems: repeatingStems,
    sumsToMixture: true,
    sampleRate: undefined,
    channelCounts: undefined,
    chunking: (sampleRate) => chunkingOf(method, sampleRate),
    async separate(chunk, options) {
      const { sampleRate, channels } = checkFiniteChunk(name, chunk);
      const wanted = wantedStems(repeatingStems, options);
      if (wanted.size === 0) return new Map();
      const { signal } = options ?? {};
      await takeTurn(signal);
      if (channels.length === 0 || channels[0]!.length === 0) return stemsOf(chunk, channels, wanted);
      const frames = framesOf(method, sampleRate);
      const spectrogram = stft(channels, { ...frames, padMode: 'zeros' });
      const { frameCount, binCount } = spectrogram;
      const magnitudes = magnitude(spectrogram);
      await takeTurn(signal);
      const maskOf = method.analyse({
        channels: magnitudes,
        frameCount,
        binCount,
        frameRate: sampleRate / frames.hopSize,
        sampleRate,
        fftSize: frames.fftSize,
      });
      const backgrounds: Float32Array[] = [];
      for (const [c, matrix] of magnitudes.entries()) {
        await takeTurn(signal);
        backgrounds.push(maskedChannel(spectrogram, c, maskOf(matrix, c)));
      }
      return stemsOf(chunk, backgrounds, wanted);
    },
  };
}

/** The mean of the channels' values, raised to `power`, bin by bin. */
export function meanOfChannels(channels: readonly Float32Array[], power: 1 | 2): Float32Array {
  const mean = new Float32Array(channels[0]!.length);
  const scale = 1 / channels.length;
  for (const channel of channels) {
    if (power === 1) for (let i = 0; i < mean.length; i++) mean[i]! += scale * channel[i]!;
    else for (let i = 0; i < mean.length; i++) mean[i]! += scale * channel[i]! * channel[i]!;
  }
  return mean;
}

/** One channel of a spectrogram times a mask, as samples. Overwrites the channel's bins. */
function maskedChannel(spectrogram: Spectrogram, c: number, mask: Float32Array): Float32Array {
  const bins = spectrogram.channels[c]!;
  for (let i = 0; i < mask.length; i++) {
    bins[2 * i]! *= mask[i]!;
    bins[2 * i + 1]! *= mask[i]!;
  }
  return istft({ ...spectrogram, channels: [bins] })[0]!;
}

function stemsOf(
  { sampleRate, channels }: Audio,
  backgrounds: readonly Float32Array[],
  wanted: ReadonlySet<string>,
): Stems {
  const stems = new Map<string, Audio>();
  if (wanted.has('vocals')) {
    const vocals = channels.map((channel, c) => subtract(channel, backgrounds[c]!));
    stems.set('vocals', { sampleRate, channels: vocals });
  }
  if (wanted.has('other')) stems.set('other', { sampleRate, channels: backgrounds.map((x) => x.slice()) });
  return stems;
}

function chunkingOf(method: RepeatingMethod, sampleRate: number): Chunking {
  const frames = framesOf(method, sampleRate);
  const { alignSamples = frames.hopSize, ...cut } = method.cut({ ...frames, sampleRate });
  const whole = (samples: number): number => roundUp(samples, alignSamples);
  const binsPerSample = (frames.fftSize / 2 + 1) / frames.hopSize;
  return {
    ...cut,
    alignSamples,
    beforeSamples: whole(cut.beforeSamples),
    afterSamples: whole(cut.afterSamples),
    segmentSamples: whole(cut.segmentSamples),
    // Complex bins (8 bytes) and magnitudes of every channel, their mean, a model; the inverse's sums; chunk and stems.
    bytesPerSample: Math.ceil(
      binsPerSample * (8 + 4 * 4 + (method.analysisBytesPerBin ?? 0)) +
        2 * 8 +
        4 * (2 + repeatingStems.length),
    ),
  };
}
