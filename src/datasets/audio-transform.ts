/**
 * The AudioTransform: the transforms that go with one choice of frame, hop and rate, side by side. Numbers are those of
 * torch.stft (centred, mirrored at the edges, periodic Hann window) and of torchaudio's mel scale (HTK, no norm).
 */

import {
  amplitudeToDb,
  applyMelFilterBank,
  istft,
  type MelFilterBank,
  magnitude,
  makeMelFilterBank,
  paddedLength,
  resolveStftSettings,
  type Spectrogram,
  stft,
  stftFrameCount,
} from '../dsp/index.ts';
import { ArgumentError, checkInteger, checkNumber } from '../util/index.ts';

/** Options of {@link createAudioTransform}. */
export interface AudioTransformOptions {
  /** Samples of a transform. */
  readonly fftSize: number;
  /** Samples from one frame to the next. */
  readonly hopSize: number;
  /** Samples of the Hann window. Default `fftSize`. */
  readonly windowSize?: number;
  /** Hertz. Default 44100. */
  readonly sampleRate?: number;
  /** Mel bands. Default 64. */
  readonly melCount?: number;
  /** Where the lowest band begins, in hertz. Default 1. */
  readonly minHz?: number;
  /** Where the highest band ends, in hertz. Default 16384, or half the rate where that is less. */
  readonly maxHz?: number;
}

/** Whether decibels are wanted. */
export interface MelScaleOptions {
  /** Default true. */
  readonly toDb?: boolean;
}

/** Transforms with common settings. Sound is one array per channel; matrices are one array per channel, frame-major. */
export interface AudioTransform {
  /** Of its mel bands. */
  readonly melCount: number;
  /** Zeros behind each channel up to the next multiple of the hop; none where the length is one already. */
  padAudio(channels: readonly Float32Array[]): Float32Array[];
  /** Frames of a signal of `lengthSamples`: padded (default) one more than hops. 3 s at 44.1 kHz and a hop of 512 make 260. */
  frameCount(lengthSamples: number, options?: { readonly padding?: boolean }): number;
  /** Complex bins, of the padded signal unless `padding` is false. */
  toSpectrogram(channels: readonly Float32Array[], options?: { readonly padding?: boolean }): Spectrogram;
  /** The signal of complex bins, as long as what they were made from, its padding included; or `lengthSamples`. */
  toAudio(spectrogram: Spectrogram, options?: { readonly lengthSamples?: number }): Float32Array[];
  /** Magnitudes `[frame, bin]` (not powers) gathered into mel bands `[frame, mel]`, in decibels by default. */
  toMelScale(magnitudes: readonly Float32Array[], options?: MelScaleOptions): Float32Array[];
  /** From sound to mel bands `[frame, mel]`, in decibels by default. */
  audioToMel(channels: readonly Float32Array[], options?: MelScaleOptions): Float32Array[];
  /** 20·log₁₀(x / max), at least −80: the maximum is that of all channels together; values below 1e-5 count as 1e-5. */
  toDecibel(matrices: readonly Float32Array[]): Float32Array[];
}

const defaultMaxHz = 16384;

/**
 * The transforms of these settings. Throws ArgumentError for settings out of range; `toAudio` throws it where hop and window leave samples
 * without weight.
 *
 * @example
 * const transform = createAudioTransform({ fftSize: 1024, hopSize: 768, sampleRate: 44100 });
 * const mel = transform.audioToMel(audio.channels);
 */
export function createAudioTransform(options: AudioTransformOptions): AudioTransform {
  const { fftSize, sampleRate = 44100, melCount = 64, minHz = 1 } = options;
  const { windowSize = fftSize } = options;
  checkNumber('sampleRate', sampleRate, { above: 0 });
  const hopSize = checkInteger('hopSize', options.hopSize, { min: 1 });
  const settings = resolveStftSettings({ fftSize, hopSize, windowSize, window: 'hann' });
  const maxHz = options.maxHz ?? Math.min(defaultMaxHz, sampleRate / 2);
  const bank = makeMelFilterBank({ sampleRate, fftSize, melCount, minHz, maxHz, scale: 'htk', norm: 'none' });

  function padAudio(channels: readonly Float32Array[]): Float32Array[] {
    return channels.map((channel) => {
      const padded = new Float32Array(paddedLength(channel.length, hopSize));
      padded.set(channel);
      return padded;
    });
  }
  function toSpectrogram(
    channels: readonly Float32Array[],
    { padding = true }: { readonly padding?: boolean } = {},
  ): Spectrogram {
    return stft(padding ? padAudio(channels) : channels, settings);
  }
  function toMelScale(
    magnitudes: readonly Float32Array[],
    { toDb = true }: MelScaleOptions = {},
  ): Float32Array[] {
    const bands = magnitudes.map((matrix) => applyMelFilterBank(checkedRows(matrix, bank), bank));
    return toDb ? toDecibel(bands) : bands;
  }
  return {
    melCount,
    padAudio,
    frameCount(lengthSamples, { padding = true } = {}) {
      checkInteger('lengthSamples', lengthSamples, { min: 0 });
      return stftFrameCount(settings, padding ? paddedLength(lengthSamples, hopSize) : lengthSamples);
    },
    toSpectrogram,
    toAudio: (spectrogram, { lengthSamples } = {}) =>
      istft(spectrogram, lengthSamples === undefined ? {} : { lengthSamples }),
    toMelScale,
    audioToMel: (channels, mel) => toMelScale(magnitude(toSpectrogram(channels)), mel),
    toDecibel,
  };
}

/** Decibels of all matrices together, so that channels keep their balance. */
function toDecibel(matrices: readonly Float32Array[]): Float32Array[] {
  const all = new Float32Array(matrices.reduce((sum, matrix) => sum + matrix.length, 0));
  let offset = 0;
  const places = matrices.map((matrix) => {
    all.set(matrix, offset);
    offset += matrix.length;
    return [offset - matrix.length, offset] as const;
  });
  const db = amplitudeToDb(all, { ref: 'max', amin: 1e-5, topDb: 80 });
  return places.map(([start, end]) => db.slice(start, end));
}

function checkedRows(matrix: Float32Array, { binCount }: MelFilterBank): Float32Array {
  if (matrix.length % binCount === 0) return matrix;
  throw new ArgumentError({
    place: 'toMelScale',
    expected: `frames of ${binCount} magnitudes`,
    got: `${matrix.length} values, not a multiple`,
    remedy: 'Give magnitudes of a spectrogram with the same fftSize',
  });
}
