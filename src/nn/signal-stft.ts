/**
 * The short-time Fourier transform and its inverse as graph functions, so that a network may work on spectrograms and its
 * loss stand on the waveform, or the other way round. Numbers and conventions are those of `dsp` (and so torch.stft's);
 * bins lie as [..., bin, frame], as convolutions want them.
 */

import {
  firstFrameStart,
  frameWindow,
  notInvertible,
  resolveStftSettings,
  type StftOptions,
  type StftSettings,
  stftBinCount,
  stftFrameCount,
} from '../dsp/index.ts';
import {
  concat,
  constant,
  type Dim,
  div,
  expandLike,
  formatType,
  greater,
  mul,
  pad,
  reshape,
  slice,
  type Value,
  where,
} from '../graph/index.ts';
import { floatTensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import type { Complex } from './complex.ts';
import { inverseRealDft, realDft } from './signal-dft.ts';
import { addFrames, cutFrames, mirrored, resizeTime } from './signal-frames.ts';

/** A sum of squared windows below this counts as no weight at all, as in `dsp`. */
const smallestWeight = 1e-11;

/**
 * The spectrogram of `x` [..., time]: real and imaginary parts [..., bin, frame], the numbers of `dsp`'s `stft` to float32's
 * rounding, as many frames included. Axes before time may be symbolic.
 *
 * Time may be symbolic with the hop as a factor (`input('x', { dtype: 'float32', shape: ['512*hops'] })` for a hop of 512): then the hop must divide
 * `fftSize / 2`, and the count of frames is torch's `hops+1`. Throws ArgumentError for
 * settings out of range, and for a signal that is not longer than half a frame (a frame, when not centred).
 *
 * @example
 * const { re, im } = graphStft(waveform, { fftSize: 4096, hopSize: 1024 });
 */
export function graphStft(x: Value, options: StftOptions): Complex {
  const settings = resolveStftSettings(options);
  const { fftSize, hopSize, normalized } = settings;
  const length = x.type.shape.at(-1);
  if (length === undefined) throw unfit('a signal with a time axis', x, 'Give it the shape [..., time]');
  const around = typeof length === 'number' ? lengthen(x, length, settings) : lengthenHops(x, settings);
  const scale = normalized ? 1 / Math.sqrt(fftSize) : 1;
  const window = frameWindow(settings).map((weight) => weight * scale);
  return realDft(cutFrames(around, { size: fftSize, hop: hopSize }), window);
}

/** Options of {@link graphIstft}. */
export interface GraphIstftOptions extends StftOptions {
  /**
   * Samples of the result. Default: what the frames hold between the middles of the first and the last when centred, as
   * torch.istft; all they hold when not. Beyond the frames there is silence.
   */
  readonly lengthSamples?: number;
}

/**
 * The signal [..., time] of bins [..., bin, frame]: the least-squares inverse, the numbers of `dsp`'s `istft`. Throws
 * ArgumentError where the number of bins is not that of `fftSize`, or where window and hop leave samples without weight.
 * Frames may be symbolic when centred, with a hop that divides `fftSize / 2`; the weights are then computed in the graph.
 *
 * @example
 * const waveform = graphIstft({ re, im }, { fftSize: 4096, hopSize: 1024, lengthSamples: 44100 });
 */
export function graphIstft(bins: Complex, options: GraphIstftOptions): Value {
  const settings = resolveStftSettings(options);
  const { fftSize, hopSize, normalized } = settings;
  const [binCount, frameCount] = bins.re.type.shape.slice(-2) as [Dim, Dim];
  if (binCount !== stftBinCount(settings)) {
    throw unfit(`${stftBinCount(settings)} bins`, bins.re, 'Give bins [..., bin, frame] of the same fftSize');
  }
  const scale = normalized ? Math.sqrt(fftSize) : 1;
  const window = frameWindow(settings);
  const frames = inverseRealDft(
    bins,
    window.map((weight) => weight * scale),
  );
  if (typeof frameCount === 'string') return joinHops(frames, settings, options.lengthSamples);
  const rows = addFrames(frames, hopSize);
  const lead = frames.type.shape.slice(0, -2);
  const total = (frameCount - 1 + Math.ceil(fftSize / hopSize)) * hopSize;
  const held = (frameCount - 1) * hopSize + fftSize;
  const start = -firstFrameStart(settings);
  const natural = held - 2 * start;
  const lengthSamples = options.lengthSamples ?? natural;
  const covered = Math.min(lengthSamples, held - start);
  const signal = slice(reshape(rows, [...lead, total]), { axis: -1, start, end: start + covered });
  const weights = windowWeights(window, { hopSize, frameCount }).subarray(start, start + covered);
  const missing = weights.subarray(0, natural).findIndex((weight) => !(weight > smallestWeight));
  if (missing >= 0) throw notInvertible(settings, missing);
  const factors = Float32Array.from(weights, (weight) => (weight > smallestWeight ? 1 / weight : 0));
  const weighed = mul(signal, constant(floatTensor([covered], factors)));
  return resizeTime(weighed, { length: covered, to: lengthSamples });
}

/** The signal continued at both ends, cut behind the last frame. */
function lengthen(x: Value, length: number, settings: StftSettings): Value {
  const { fftSize, hopSize, padMode } = settings;
  const lead = x.type.shape.length - 1;
  const before = -firstFrameStart(settings);
  const after = (stftFrameCount(settings, length) - 1) * hopSize + fftSize - before - length;
  const shortest =
    settings.center && padMode === 'zeros' ? 1 : settings.center ? Math.max(before, after) + 1 : fftSize;
  if (length < shortest) throw unfit(`at least ${shortest} samples`, x, 'Lengthen the signal');
  // Samples behind the last frame are cut by themselves: mirrored padding cannot do both at once.
  const kept = resizeTime(x, { length, to: Math.min(length, length + after) });
  if (padMode === 'zeros') return pad(kept, [{ axis: -1, before, after: Math.max(0, after) }]);
  const head = before > 0 ? [mirrored(x, { start: 1, end: before + 1 })] : [];
  const tail = after > 0 ? [mirrored(x, { start: length - 1 - after, end: length - 1 })] : [];
  return head.length + tail.length === 0 ? kept : concat([...head, kept, ...tail], lead);
}

/** {@link lengthen} for a symbolic time, by whole hops. */
function lengthenHops(x: Value, settings: StftSettings): Value {
  const { hopSize, padMode, center } = settings;
  if (!center) return x;
  const half = halfInHops(settings, x);
  const lead = x.type.shape.slice(0, -1);
  const axis = lead.length;
  const rows = reshape(x, [...lead, -1, hopSize]);
  const join = (parts: Value): Value => {
    const hops = parts.type.shape[axis]!;
    return reshape(parts, [...lead, typeof hops === 'number' ? hops * hopSize : -1]);
  };
  if (padMode === 'zeros') return join(pad(rows, [{ axis, before: half, after: half }]));
  const size = half * hopSize;
  const mirror = (start: number, end: number) =>
    reshape(mirrored(x, { start, end }), [...lead, half, hopSize]);
  return join(concat([mirror(1, size + 1), rows, mirror(-size - 1, -1)], axis));
}

/** The signal of a symbolic number of frames: whole hops, weighed by windows added up in the graph. */
function joinHops(frames: Value, settings: StftSettings, lengthSamples: number | undefined): Value {
  const { hopSize, fftSize, center } = settings;
  if (!center || lengthSamples !== undefined) {
    throw unfit('a known number of frames', frames, 'Fix it, or use center: true without lengthSamples');
  }
  const half = halfInHops(settings, frames);
  const window = frameWindow(settings);
  const steady = windowWeights(window, { hopSize, frameCount: 2 * Math.ceil(fftSize / hopSize) });
  const missing = steady
    .subarray(fftSize, fftSize + hopSize)
    .findIndex((weight) => !(weight > smallestWeight));
  if (missing >= 0) throw notInvertible(settings, missing);
  const squares = constant(
    floatTensor(
      [fftSize, 1],
      Float32Array.from(window, (weight) => weight ** 2),
    ),
  );
  const lead = frames.type.shape.slice(0, -2);
  const axis = lead.length;
  const trim = (rows: Value) => slice(rows, { axis, start: half, end: -half });
  const weights = trim(addFrames(expandLike(squares, frames), hopSize));
  const safe = where(greater(weights, smallestWeight), weights, 1);
  return reshape(div(trim(addFrames(frames, hopSize)), safe), [...lead, -1]);
}

/** Half a frame in hops. Throws where it is not a whole number. */
function halfInHops({ fftSize, hopSize }: StftSettings, x: Value): number {
  const half = fftSize / 2 / hopSize;
  if (Number.isInteger(half)) return half;
  throw unfit(`a hop that divides ${fftSize / 2}`, x, 'Fix the length, or choose another hop');
}

/** Σₜ w²[n − tH] for every sample n from the first frame's first on, in double precision. */
function windowWeights(
  window: Float64Array,
  { hopSize, frameCount }: { readonly hopSize: number; readonly frameCount: number },
): Float64Array {
  const sums = new Float64Array((frameCount - 1) * hopSize + window.length);
  for (let frame = 0; frame < frameCount; frame++) {
    for (let n = 0; n < window.length; n++) sums[frame * hopSize + n]! += window[n]! ** 2;
  }
  return sums;
}

function unfit(expected: string, value: Value, remedy: string): ArgumentError {
  return new ArgumentError({ place: 'stft', expected, got: formatType(value.type), remedy });
}
