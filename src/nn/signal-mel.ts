/** Mel bands as a graph function: one matrix product with `dsp`'s filter bank. */

import { type MelOptions, makeMelFilterBank } from '../dsp/index.ts';
import { constant, matMul, type Value } from '../graph/index.ts';
import { floatTensor } from '../tensor/index.ts';

/**
 * Magnitudes or powers [..., bin, frame] gathered into bands [..., mel, frame], the numbers of `dsp`'s
 * `applyMelFilterBank`. Throws ArgumentError for options out of range or another number of bins.
 *
 * @example
 * const bands = graphMel(complexPower(graphStft(x, { fftSize: 1024 })), { sampleRate: 44100, fftSize: 1024 });
 */
export function graphMel(spectra: Value, options: MelOptions): Value {
  const { melCount, binCount, weights } = makeMelFilterBank(options);
  return matMul(constant(floatTensor([melCount, binCount], weights)), spectra);
}
