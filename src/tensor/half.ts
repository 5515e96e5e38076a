/**
 * Half floats: 1 sign bit, 5 of exponent, 10 of fraction (IEEE 754 binary16). JavaScript has no array of them everywhere
 * yet, so a float16 tensor holds their bits.
 */

import { elementCount, type Tensor, tensor } from './tensor.ts';

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** The bits of the half float nearest to `value` as a float32, ties to even; from ±65520 on it is ±Infinity. */
export function toHalf(value: number): number {
  floats[0] = value;
  const word = bits[0]!;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  // Infinity; a NaN keeps the top of its payload, and a bit so that it stays one.
  if (magnitude >= 0x7f800000) {
    const nan = magnitude > 0x7f800000 ? 0x0200 | ((magnitude >>> 13) & 0x03ff) : 0;
    return sign | 0x7c00 | nan;
  }
  // 65520 and above round to Infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Normal, 2⁻¹⁴ and above: the exponent's bias changes from 127 to 15, thirteen bits of fraction are rounded off.
  if (magnitude >= 0x38800000) return sign | roundedShift(magnitude - 0x38000000, 13);
  // Below half of the smallest subnormal, 2⁻²⁵.
  if (magnitude < 0x33000000) return sign;
  // Subnormal: multiples of 2⁻²⁴, the leading one written out.
  const fraction = (magnitude & 0x007fffff) | 0x00800000;
  return sign | roundedShift(fraction, 126 - (magnitude >>> 23));
}

/** The number that the bits of a half float stand for; exact. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x03ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A float32 tensor in half precision, to the nearest. */
export function toFloat16({ shape, data }: Tensor<'float32'>): Tensor<'float16'> {
  const halves = new Uint16Array(elementCount(shape));
  for (let i = 0; i < halves.length; i++) halves[i] = toHalf(data[i]!);
  return tensor('float16', shape, halves);
}

/** A float16 tensor as float32; exact. */
export function toFloat32({ shape, data }: Tensor<'float16'>): Tensor<'float32'> {
  const values = new Float32Array(elementCount(shape));
  for (let i = 0; i < values.length; i++) values[i] = fromHalf(data[i]!);
  return tensor('float32', shape, values);
}

/** `value` >>> `shift`, rounded to the nearest, ties to even. A carry into the exponent is what rounding up means. */
function roundedShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}
