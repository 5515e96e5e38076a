/**
 * Phases for magnitudes, as unrolled graph functions with gradients: the iterations of Griffin and Lim for one signal,
 * and MISI for several that add up to a mixture.
 */

import type { StftOptions } from '../dsp/index.ts';
import {
  add,
  type Dim,
  div,
  formatType,
  mul,
  reduceSum,
  sub,
  unsqueeze,
  type Value,
} from '../graph/index.ts';
import { ArgumentError, checkInteger, checkNumber } from '../util/index.ts';
import { type Complex, complexAbs, complexScale, complexSub } from './complex.ts';
import { graphIstft, graphStft } from './signal-stft.ts';

/** Options of {@link graphGriffinLim}. */
export interface GraphGriffinLimOptions extends StftOptions {
  /** How often the signal is made and analysed again. Default 32, as librosa and torchaudio. */
  readonly iterations?: number;
  /** How far each step runs ahead, below 1: 0 is the original algorithm, 0.99 (default) the fast one. */
  readonly momentum?: number;
  /** Bins whose phases the search begins with, of any size. Default: phase 0 everywhere. */
  readonly start?: Complex;
  /** Samples of the result. Default: as `graphIstft`. */
  readonly lengthSamples?: number;
}

/**
 * A signal [..., time] whose magnitudes come near `magnitudes` [..., bin, frame]. D. Griffin and J. Lim, "Signal estimation from modified short-time Fourier transform",
 * 1984; momentum after N. Perraudin, P. Balazs and P. Søndergaard, "A fast Griffin-Lim algorithm", 2013.
 *
 * Deterministic: a random beginning is given as `start`. Each iteration adds an STFT and its inverse to the graph. The
 * analysis must find as many frames as there are: give `lengthSamples` where the default does not. Throws ArgumentError
 * where it does not, and for options out of range.
 */
export function graphGriffinLim(magnitudes: Value, options: GraphGriffinLimOptions): Value {
  const iterations = checkInteger('iterations', options.iterations ?? 32, { min: 0 });
  const momentum = checkNumber('momentum', options.momentum ?? 0.99, { min: 0, below: 1 });
  let guess: Complex =
    options.start === undefined
      ? { re: magnitudes, im: mul(magnitudes, 0) }
      : withSize(options.start, magnitudes);
  let before: Complex | undefined;
  for (let i = 0; i < iterations; i++) {
    const found = graphStft(graphIstft(guess, options), options);
    checkFrames(found.re, magnitudes);
    const ahead = before === undefined ? found : complexSub(found, scaled(before, momentum / (1 + momentum)));
    guess = withSize(ahead, magnitudes);
    before = found;
  }
  return graphIstft(guess, options);
}

/** Options of {@link graphMisi}. */
export interface GraphMisiOptions extends StftOptions {
  /** How often what is missing from the mixture is shared out. Default 5, where most of the gain is reached. */
  readonly iterations?: number;
}

/**
 * Signals [..., source, time] with magnitudes near `magnitudes` [..., source, bin, frame] that nearly add up to `mixture` [..., time],
 * whose phases they begin with. D. Gunawan and D. Sen, "Iterative phase estimation for the synthesis of separated
 * sources from single-channel mixtures", 2010; unrolled for training as in Z.-Q. Wang, J. Le Roux, D. Wang and J. Hershey, 2018.
 *
 * The mixture's length must be known. Throws ArgumentError where it is not, or where its frames are not those of `magnitudes`.
 */
export function graphMisi(
  { magnitudes, mixture }: { readonly magnitudes: Value; readonly mixture: Value },
  options: GraphMisiOptions,
): Value {
  const iterations = checkInteger('iterations', options.iterations ?? 5, { min: 0 });
  const sources = magnitudes.type.shape.at(-3);
  const lengthSamples = mixture.type.shape.at(-1);
  if (typeof sources !== 'number' || typeof lengthSamples !== 'number') {
    throw new ArgumentError({
      place: 'graphMisi',
      expected:
        'magnitudes [..., source, bin, frame] and a mixture [..., time], sources and time of known size',
      got: `${formatType(magnitudes.type)} and ${formatType(mixture.type)}`,
      remedy: 'Fix both sizes',
    });
  }
  const axis = mixture.type.shape.length - 1;
  const whole = unsqueeze(mixture, [axis]);
  const signalsOf = (phases: Complex) =>
    graphIstft(withSize(phases, magnitudes), { ...options, lengthSamples });
  const first = graphStft(whole, options);
  checkFrames(first.re, magnitudes);
  let signals = signalsOf(first);
  for (let i = 0; i < iterations; i++) {
    const missing = sub(whole, reduceSum(signals, [axis], { keepDims: true }));
    signals = signalsOf(graphStft(add(signals, mul(missing, 1 / sources)), options));
  }
  return signals;
}

/** Bins with the phases of `phases` and given magnitudes; where there is no phase, nearly nothing. */
function withSize(phases: Complex, magnitudes: Value): Complex {
  return complexScale(phases, div(magnitudes, complexAbs(phases)));
}

function scaled({ re, im }: Complex, factor: number): Complex {
  return { re: mul(re, factor), im: mul(im, factor) };
}

function checkFrames(found: Value, magnitudes: Value): void {
  const [bins, frames] = found.type.shape.slice(-2) as [Dim, Dim];
  if (magnitudes.type.shape.at(-2) === bins && magnitudes.type.shape.at(-1) === frames) return;
  throw new ArgumentError({
    place: 'magnitudes',
    expected: `${bins} bins and ${frames} frames, as the signal has`,
    got: formatType(magnitudes.type),
    remedy: 'Give the fftSize, hopSize and length that they were made with',
  });
}
