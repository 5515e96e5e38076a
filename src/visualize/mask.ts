/** Masks: how much of each bin belongs to a source, from 0 to 1. */

import { type Audio, lengthSamples } from '../audio/index.ts';
import { ArgumentError, checkInteger, checkNumber } from '../util/index.ts';
import { numberAxis } from './axis.ts';
import { type ColourMapName, colourMap } from './colour-maps.ts';
import { figure } from './figure.ts';
import type { FigureOptions } from './layout.ts';
import type { Panel } from './panel.ts';
import type { Picture } from './picture.ts';
import { checkFinite } from './sound.ts';
import { columnSpectra, type SpectraOptions } from './spectra.ts';
import { type FrequencyOptions, frequencyRange, heatPanel, withFftSize } from './spectrogram.ts';

/** A mask as the functions of signal processing make it, and the transform that it belongs to. */
export interface MaskMatrix {
  /** `[frame, bin]`, 0 to 1; what lies outside gets the colour of the end. */
  readonly values: Float32Array;
  readonly fftSize: number;
  readonly hopSize: number;
  readonly sampleRate: number;
}

/** Options of pictures of masks. */
export interface MaskOptions extends Omit<FrequencyOptions, 'frequency'> {
  /** `linear` (default) or `log`. */
  readonly frequency?: 'linear' | 'log';
  /** Default `viridis`, so that a mask is not taken for a spectrogram. */
  readonly colourMap?: ColourMapName;
  /** At most so many columns; neighbouring frames are averaged into one. Default 1024. */
  readonly columns?: number;
  /** What the time axis says at the first frame, in seconds. Default 0. */
  readonly offsetSeconds?: number;
  /** Above the panel. */
  readonly title?: string;
}

/**
 * The panel of a mask of one channel. Throws `ArgumentError` where its length is no multiple of the bins of `fftSize`, and for a
 * value that is not finite.
 */
export function maskPanel(mask: MaskMatrix, options: MaskOptions = {}): Panel {
  const { sampleRate, fftSize, hopSize, values } = mask;
  checkInteger('fftSize', fftSize, { min: 2 });
  checkInteger('hopSize', hopSize, { min: 1 });
  checkNumber('sampleRate', sampleRate, { above: 0 });
  const binCount = Math.floor(fftSize / 2) + 1;
  if (values.length === 0 || values.length % binCount !== 0) {
    throw new ArgumentError({
      place: 'mask',
      expected: `frames of ${binCount} bins, as a transform of ${fftSize} samples has them`,
      got: `${values.length} values`,
      remedy: 'Give the mask of one channel, and the FFT size it was made with',
    });
  }
  checkFinite('mask', values);
  const frameCount = values.length / binCount;
  const wanted = checkInteger('columns', options.columns ?? 1024, { min: 1, max: 2 ** 16 });
  const columnCount = Math.min(wanted, frameCount);
  const mean = meanColumns(values, { frameCount, columnCount, binCount });
  return sharePanel(
    {
      columnCount,
      binCount,
      values: mean,
      fftSize,
      sampleRate,
      durationSeconds: (frameCount * hopSize) / sampleRate,
    },
    options,
  );
}

/**
 * A mask as a picture.
 *
 * @example
 * const [mask] = softMask(magnitude(harmonic), magnitude(percussive));
 * const picture = maskPicture({ values: mask, fftSize: 2048, hopSize: 512, sampleRate: 44100 });
 */
export function maskPicture(mask: MaskMatrix, options: MaskOptions & FigureOptions = {}): Picture {
  const { title, ...panel } = options;
  return figure([maskPanel(mask, panel)], options);
}

/**
 * The panel of the mask that a stem stands for in its mixture: per point the stem's power divided by the power of stem and rest, the
 * rest being mixture − stem. Points where the mixture is 80 dB and more below its peak, of which no share can be heard, are 0.
 * Throws `ArgumentError` where rates, lengths or channel counts differ.
 */
export function stemMaskPanel(
  { stem, mixture }: { readonly stem: Audio; readonly mixture: Audio },
  options: MaskOptions & SpectraOptions = {},
): Panel {
  const rest = difference('mask', mixture, stem);
  const [own, other] = [stem, rest].map((audio) => columnSpectra('mask', audio, withFftSize(options))) as [
    ReturnType<typeof columnSpectra>,
    ReturnType<typeof columnSpectra>,
  ];
  let peak = 0;
  for (let i = 0; i < own.power.length; i++) peak = Math.max(peak, own.power[i]! + other.power[i]!);
  // 80 dB.
  const least = peak * 1e-8;
  const values = own.power.map((power, i) => {
    const both = power + other.power[i]!;
    return both <= least ? 0 : power / both;
  });
  return sharePanel({ ...own, values }, options);
}

/** `a` − `b`, sample by sample; both must be of one shape. */
export function difference(place: string, a: Audio, b: Audio): Audio {
  const [first, second] = [a, b].map(
    (audio) =>
      `${audio.channels.length} channels of ${lengthSamples(audio)} samples at ${audio.sampleRate} Hz`,
  );
  if (first !== second) {
    throw new ArgumentError({
      place,
      expected: `sound of one shape (${first})`,
      got: `${second}`,
      remedy: 'Resample, cut or pad one of them',
    });
  }
  return {
    ...a,
    channels: a.channels.map((samples, c) => samples.map((value, n) => value - b.channels[c]![n]!)),
  };
}

interface Shares {
  readonly columnCount: number;
  readonly binCount: number;
  /** `[column, bin]`. */
  readonly values: Float32Array;
  readonly fftSize: number;
  readonly sampleRate: number;
  readonly durationSeconds: number;
}

function sharePanel(shares: Shares, options: MaskOptions): Panel {
  const { frequency, minHz, maxHz } = frequencyRange(shares, options);
  const map = colourMap(options.colourMap ?? 'viridis');
  return {
    ...heatPanel(
      { ...shares, binHz: shares.sampleRate / shares.fftSize },
      {
        spectra: shares,
        frequency: frequency === 'mel' ? 'linear' : frequency,
        range: [minHz, maxHz],
        map,
        shade: (value) => value,
        offsetSeconds: options.offsetSeconds,
      },
    ),
    ...(options.title === undefined || options.title === '' ? {} : { title: options.title }),
    colourBar: { colourMap: map, axis: numberAxis([0, 1], { label: 'Mask', side: 'y' }) },
  };
}

function meanColumns(
  values: Float32Array,
  { frameCount, columnCount, binCount }: { frameCount: number; columnCount: number; binCount: number },
): Float32Array {
  if (frameCount === columnCount) return values;
  const mean = new Float32Array(columnCount * binCount);
  for (let column = 0; column < columnCount; column++) {
    const first = Math.floor((column * frameCount) / columnCount);
    const end = Math.floor(((column + 1) * frameCount) / columnCount);
    for (let frame = first; frame < end; frame++) {
      for (let bin = 0; bin < binCount; bin++) {
        mean[column * binCount + bin]! += values[frame * binCount + bin]! / (end - first);
      }
    }
  }
  return mean;
}
