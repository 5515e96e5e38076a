/**
 * The multi-resolution STFT loss: magnitudes compared at several frame sizes at once, so that neither clicks nor tones slip
 * through. Yamamoto, Song and Kim, "Parallel WaveGAN" (ICASSP 2020).
 */

import {
  abs,
  add,
  div,
  log,
  max,
  mul,
  reduceMean,
  reduceSum,
  sqrt,
  sub,
  type Value,
} from '../../graph/index.ts';
import { complexPower, graphStft } from '../../nn/index.ts';
import { ArgumentError } from '../../util/index.ts';
import type { Loss } from './loss.ts';

/** One frame size, in samples. */
export interface StftResolution {
  readonly fftSize: number;
  readonly hopSize: number;
  readonly windowSize: number;
}

/** The paper's three: 50, 25 and 10 ms windows of speech at 24 kHz. */
export const stftResolutions: readonly StftResolution[] = [
  { fftSize: 1024, hopSize: 120, windowSize: 600 },
  { fftSize: 2048, hopSize: 240, windowSize: 1200 },
  { fftSize: 512, hopSize: 50, windowSize: 240 },
];

/** Options of {@link multiResolutionStftLoss}. */
export interface MultiResolutionOptions {
  /** Default {@link stftResolutions}. */
  readonly resolutions?: readonly StftResolution[];
}

/** A power below this counts as this, −70 dB: logarithms and slopes have to exist. */
const smallestPower = 1e-7;

/**
 * ‖S − Ŝ‖ / ‖S‖ + mean |ln S − ln Ŝ| with S the magnitudes of the target, the mean over resolutions: a scalar, 0 for a perfect
 * estimate. Signals are `[…, sample]`, longer than half the largest frame. Norms go over the whole batch, as in the authors'
 * setting: one silent target among others is no division by nothing. Powers are at least 1e-7. Throws ArgumentError where the
 * signals are too short or there is no resolution.
 */
export function multiResolutionStftLoss(
  estimate: Value,
  target: Value,
  options: MultiResolutionOptions = {},
): Value {
  const { resolutions = stftResolutions } = options;
  if (resolutions.length === 0) {
    throw new ArgumentError({
      place: 'multi_stft_loss: resolutions',
      expected: 'at least one',
      got: 'none',
      remedy: 'Leave it out for the three of the paper',
    });
  }
  const parts = resolutions.map((resolution) =>
    distance(magnitudes(estimate, resolution), magnitudes(target, resolution)),
  );
  return mul(
    parts.reduce((sum, part) => add(sum, part)),
    1 / parts.length,
  );
}

/** {@link multiResolutionStftLoss} as a loss on waveforms. */
export function multiResolutionStftLossOf(options: MultiResolutionOptions = {}): Loss {
  return {
    name: 'multi_stft_loss',
    build: ({ estimate, target }) => multiResolutionStftLoss(estimate.waveform(), target.waveform(), options),
  };
}

function magnitudes(signal: Value, resolution: StftResolution): Value {
  return sqrt(max(complexPower(graphStft(signal, resolution)), smallestPower));
}

function distance(estimate: Value, target: Value): Value {
  const norm = (x: Value) => sqrt(max(reduceSum(mul(x, x)), smallestPower));
  const convergence = div(norm(sub(target, estimate)), norm(target));
  return add(convergence, reduceMean(abs(sub(log(target), log(estimate)))));
}
