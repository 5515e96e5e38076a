/**
 * Where a deconvolution of drums begins when nothing is known of them: strokes of a low, a middle and a high drum that die away, placed where
 * median filters find strokes, and spectra learnt from what the filters find steady.
 */

import { medianFilter } from '../../dsp/index.ts';
import { createRandom, type Random, type WorkOptions } from '../../util/index.ts';
import { type HpssMasks, hpssMasks } from '../median/hpss-masks.ts';
import { factorize } from '../nmf/index.ts';
import { binsFromHertz, firstBinAt, framesFromSeconds } from '../spectrogram-grid.ts';
import type { ConvolutiveOptions } from './factorize-convolutive.ts';

/** What the bins and frames are, and what is to be made. */
export interface DrumStartOptions extends Pick<WorkOptions, 'signal'> {
  /** In hertz. */
  readonly sampleRate: number;
  readonly fftSize: number;
  readonly hopSize: number;
  readonly frameCount: number;
  readonly binCount: number;
  /** Frames of a stroke. */
  readonly templateFrames: number;
  /** Components of one frame for what is no drum. */
  readonly otherCount: number;
  readonly seed: number;
}

/** What {@link factorizeConvolutive} begins with, and which component is what. */
export interface DrumStart extends Pick<ConvolutiveOptions, 'componentCount' | 'templateFrames' | 'initial'> {
  /** Components by drum: kick, snare, hi-hat; the remaining ones are no drums. */
  readonly drums: readonly (readonly number[])[];
}

/** Kick, snare and toms, hi-hat and cymbals: a band in hertz, and the time in which strokes fall to 1/e. */
const drumKinds = [
  { low: 30, high: 150, seconds: 0.15 },
  { low: 150, high: 5000, seconds: 0.12 },
  { low: 5000, high: 16_000, seconds: 0.06 },
] as const;
/** Of every kind, one with that time and one with twice as much: two drums, or two ways to strike one. */
const strokesPerKind = 2;
/** Width of a band's slopes in octaves. */
const slopeOctaves = 0.5;
/** Outside its band a template begins this low, not at 0, from where it could not grow. */
const outsideLevel = 1e-3;
/** The medians of the split, as long as a beat and as wide as a drum's resonances. */
const steadySeconds = 0.5;
const broadHertz = 400;
/** Below this, what stands out in time alone is a stroke: a kick drum is a tone, as narrow as a bass, and no median along frequency finds it. */
const tonalHertz = 200;
/** Iterations of learning the steady spectra. */
const learningIterations = 30;

/** A start for magnitudes `[frame, bin]` whose largest number is 1. */
export async function startDrums(magnitudes: Float32Array, options: DrumStartOptions): Promise<DrumStart> {
  const { frameCount, binCount, seed, signal } = options;
  const kernel = [framesFromSeconds(steadySeconds, options), binsFromHertz(broadHertz, options)] as const;
  const masks = hpssMasks(magnitudes, { frameCount, binCount, kernel });
  const { harmonic, percussive } = masks;
  claimLowStrokes(masks, { magnitudes, options, medianFrames: kernel[0] });
  const random = createRandom(seed);
  const strokes = drumKinds.flatMap((kind) =>
    Array.from({ length: strokesPerKind }, (_, n) => strokeOf(kind, { ...options, random, slower: n + 1 })),
  );
  const rank = Math.min(options.otherCount, frameCount, binCount);
  const steady = await factorize(
    magnitudes.map((value, i) => value * harmonic[i]!),
    {
      ...{ rank, frameCount, binCount, seed, iterations: learningIterations },
      costInterval: learningIterations,
      ...(signal === undefined ? {} : { signal }),
    },
  );
  const activations = new Float32Array((strokes.length + rank) * frameCount);
  strokes.forEach((stroke, r) => {
    activations.set(onsets(stroke, { magnitudes, percussive, options }), r * frameCount);
  });
  activations.set(steady.activations.map(unsilenced), strokes.length * frameCount);
  const spectra = Array.from({ length: rank }, (_, r) =>
    steady.templates.slice(r * binCount, (r + 1) * binCount).map(unsilenced),
  );
  return {
    componentCount: strokes.length + rank,
    templateFrames: [...strokes.map(() => options.templateFrames), ...spectra.map(() => 1)],
    initial: { templates: [...strokes, ...spectra], activations },
    drums: drumKinds.map((_, kind) =>
      Array.from({ length: strokesPerKind }, (_, n) => kind * strokesPerKind + n),
    ),
  };
}

/** Gives drums, below 200 Hz, at least the part of every bin that exceeds the median over time. */
function claimLowStrokes(
  { harmonic, percussive }: HpssMasks,
  {
    magnitudes,
    options,
    medianFrames,
  }: {
    readonly magnitudes: Float32Array;
    readonly options: DrumStartOptions;
    readonly medianFrames: number;
  },
): void {
  const { frameCount, binCount, fftSize, sampleRate } = options;
  const columns = Math.min(binCount, firstBinAt(tonalHertz, { sampleRate, fftSize }));
  const low = new Float32Array(frameCount * columns);
  for (let f = 0; f < frameCount; f++) {
    low.set(magnitudes.subarray(f * binCount, f * binCount + columns), f * columns);
  }
  const steady = medianFilter(low, { rows: frameCount, columns, axis: 'rows', size: medianFrames });
  for (let f = 0; f < frameCount; f++) {
    for (let k = 0; k < columns; k++) {
      const value = low[f * columns + k]!;
      const rise = value > 0 ? Math.max(0, 1 - steady[f * columns + k]! / value) : 0;
      const at = f * binCount + k;
      percussive[at] = Math.max(percussive[at]!, rise);
      harmonic[at] = Math.min(harmonic[at]!, 1 - rise);
    }
  }
}

/** What was silent in the filtered spectrogram need not be in the whole one. */
function unsilenced(value: number): number {
  return value + 1e-9;
}

/** A band that dies away, `[template frame, bin]`; uneven, so that no two begin alike. */
function strokeOf(
  { low, high, seconds }: (typeof drumKinds)[number],
  options: DrumStartOptions & { readonly random: Random; readonly slower: number },
): Float32Array {
  const { sampleRate, fftSize, hopSize, binCount, templateFrames, random, slower } = options;
  const out = new Float32Array(templateFrames * binCount);
  for (let k = 0; k < binCount; k++) {
    const hertz = Math.max(1, (k * sampleRate) / fftSize);
    const octaves = Math.max(0, Math.log2(low / hertz), Math.log2(hertz / high));
    const weight = Math.exp(-((octaves / slopeOctaves) ** 2)) + outsideLevel;
    for (let t = 0; t < templateFrames; t++) {
      const decay = Math.exp((-t * hopSize) / sampleRate / (seconds * slower));
      out[t * binCount + k] = weight * decay * (1 + 0.2 * random.uniform());
    }
  }
  return out;
}

interface OnsetWork {
  readonly magnitudes: Float32Array;
  readonly percussive: Float32Array;
  readonly options: DrumStartOptions;
}

/** Loud where the percussive part of the stroke's band rises, soft elsewhere: `[frame]`. */
function onsets(stroke: Float32Array, { magnitudes, percussive, options }: OnsetWork): Float32Array {
  const { frameCount, binCount } = options;
  const spectrum = stroke.subarray(0, binCount);
  const area = spectrum.reduce((sum, value) => sum + value, 0);
  const out = new Float32Array(frameCount);
  let held = 0;
  for (let f = 0; f < frameCount; f++) {
    let sum = 0;
    for (let k = 0; k < binCount; k++) {
      sum += spectrum[k]! * magnitudes[f * binCount + k]! * percussive[f * binCount + k]!;
    }
    const level = (2 * sum) / area;
    out[f] = Math.max(level - held, 0.02 * level) + 1e-9;
    held = 0.9 * level;
  }
  return out;
}
