/** Masks meet the mixture: applying real and complex masks, and the complex mask that turns one spectrogram into another. */

import { ArgumentError, checkNumber } from '../util/index.ts';
import type { Spectrogram } from './spectrogram.ts';

/** Options of {@link complexMask}. */
export interface ComplexMaskOptions {
  /** The largest |M|; larger ones keep their angle. Default `Infinity`: in bins where the mixture cancels, |M| has no bound. */
  readonly limit?: number;
}

/**
 * The mixture weighted by a mask, with the mixture's phase: M · Y. A real mask scales each bin; multiplying is the same as masking the
 * magnitude and putting the phase back, without the detour. A complex mask turns the phase too.
 *
 * `masks` holds one mask per channel, or a single one for all. A real mask is `[frame, bin]`, a complex one
 * `[frame, bin, part]` (what {@link complexMask} gives); its length tells which. Throws `ArgumentError` where shapes differ.
 *
 * @example
 * const drums = istft(applyMask(mixture, [drumMask]));
 */
export function applyMask(mixture: Spectrogram, masks: readonly Float32Array[]): Spectrogram {
  const count = mixture.channels.length;
  if (masks.length !== 1 && masks.length !== count) throw wrongShape(mixture, `${masks.length} masks`);
  const channels = mixture.channels.map((bins, c) => {
    const mask = masks[masks.length === 1 ? 0 : c]!;
    if (mask.length === bins.length / 2) return scaleBins(bins, mask);
    if (mask.length === bins.length) return turnBins(bins, mask);
    throw wrongShape(mixture, `a mask of length ${mask.length}`);
  });
  return { ...mixture, channels };
}

/**
 * The complex ideal ratio mask (Williamson, Wang and Wang 2016) M = S / Y = S·Ȳ / |Y|² per channel, `[frame, bin, part]`: applied to the
 * mixture Y it gives the source S. 0 where Y is 0. Throws `ArgumentError` where shapes differ.
 */
export function complexMask(
  source: Spectrogram,
  mixture: Spectrogram,
  options: ComplexMaskOptions = {},
): Float32Array[] {
  const { limit = Number.POSITIVE_INFINITY } = options;
  if (limit !== Number.POSITIVE_INFINITY) checkNumber('limit', limit, { above: 0 });
  if (source.channels.length !== mixture.channels.length) {
    throw wrongShape(mixture, `${source.channels.length} channels`);
  }
  return mixture.channels.map((bins, c) => {
    const wanted = source.channels[c]!;
    if (wanted.length !== bins.length) throw wrongShape(mixture, `${wanted.length / 2} bins in all`);
    const mask = new Float32Array(bins.length);
    for (let i = 0; i < bins.length; i += 2) {
      const [a, b] = [wanted[i]!, wanted[i + 1]!];
      const [x, y] = [bins[i]!, bins[i + 1]!];
      const power = x * x + y * y;
      if (power === 0) continue;
      const real = (a * x + b * y) / power;
      const imaginary = (b * x - a * y) / power;
      const scale = Math.min(1, limit / Math.sqrt(real * real + imaginary * imaginary || 1));
      mask[i] = real * scale;
      mask[i + 1] = imaginary * scale;
    }
    return mask;
  });
}

function scaleBins(bins: Float32Array, mask: Float32Array): Float32Array {
  const output = new Float32Array(bins.length);
  for (let i = 0; i < mask.length; i++) {
    output[2 * i] = bins[2 * i]! * mask[i]!;
    output[2 * i + 1] = bins[2 * i + 1]! * mask[i]!;
  }
  return output;
}

/** (a + bi)(x + yi) = (ax − by) + (ay + bx)i */
function turnBins(bins: Float32Array, mask: Float32Array): Float32Array {
  const output = new Float32Array(bins.length);
  for (let i = 0; i < bins.length; i += 2) {
    output[i] = bins[i]! * mask[i]! - bins[i + 1]! * mask[i + 1]!;
    output[i + 1] = bins[i]! * mask[i + 1]! + bins[i + 1]! * mask[i]!;
  }
  return output;
}

function wrongShape({ channels, frameCount, binCount }: Spectrogram, got: string): ArgumentError {
  return new ArgumentError({
    place: 'mask',
    expected: `the shape of the mixture: ${channels.length} channels of ${frameCount} frames × ${binCount} bins`,
    got,
    remedy: 'Make the mask from a spectrogram with the same settings and length',
  });
}
