/**
 * Interpolation along one axis as a matrix `[output, input]`: which input elements an output element is made of. It is
 * the definition that examples are checked against, and its transpose is the gradient.
 */

import { misfit } from './axes.ts';

/** How one axis is resized. */
export interface AxisResize {
  readonly inputSize: number;
  readonly outputSize: number;
  /** outputSize / inputSize, but for rounding. */
  readonly scale: number;
}

/** How positions between elements are filled, by ONNX's names. */
export interface Interpolation {
  /** `nearest`, `linear` or `cubic`. */
  readonly mode: string;
  /** One of {@link coordinates}. */
  readonly coordinates: string;
  /** `floor`, `ceil`, `round_prefer_floor` or `round_prefer_ceil`. */
  readonly nearestMode: string;
  /** `a` of Keys' cubic (1981). */
  readonly cubicCoefficient: number;
  /** Whether a cubic forgets elements outside and weights the others up, rather than repeating the edge. */
  readonly excludeOutside: boolean;
}

/** Where output elements may lie among the input's, by ONNX's names. */
export const coordinates: readonly string[] = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'asymmetric',
  'align_corners',
];

/** Row-major `[outputSize, inputSize]`; each row adds up to 1. */
export function interpolationMatrix(axis: AxisResize, interpolation: Interpolation): Float32Array {
  const { inputSize, outputSize } = axis;
  const matrix = new Float32Array(outputSize * inputSize);
  const last = inputSize - 1;
  for (let output = 0; output < outputSize; output++) {
    const source = sourceOf(output, axis, interpolation.coordinates);
    if (interpolation.mode === 'nearest') {
      const nearest = Math.min(last, Math.max(0, rounded(source, interpolation.nearestMode)));
      matrix[output * inputSize + nearest] = 1;
      continue;
    }
    if (interpolation.mode === 'cubic') {
      for (const { position, weight } of cubicTaps(source, { last, ...interpolation })) {
        matrix[output * inputSize + position]! += weight;
      }
      continue;
    }
    const inside = Math.min(last, Math.max(0, source));
    const left = Math.floor(inside);
    const right = Math.min(last, left + 1);
    matrix[output * inputSize + left]! += 1 - (inside - left);
    matrix[output * inputSize + right]! += inside - left;
  }
  return matrix;
}

/** Where an output element lies among the input's. */
function sourceOf(output: number, { inputSize, outputSize, scale }: AxisResize, kind: string): number {
  switch (kind) {
    case 'half_pixel':
      return (output + 0.5) / scale - 0.5;
    case 'asymmetric':
      return output / scale;
    case 'align_corners':
      return outputSize === 1 ? 0 : (output * (inputSize - 1)) / (outputSize - 1);
    case 'pytorch_half_pixel':
      return outputSize === 1 ? 0 : (output + 0.5) / scale - 0.5;
    case 'half_pixel_symmetric': {
      // A size that was rounded is centred.
      const offset = (inputSize / 2) * (1 - outputSize / (inputSize * scale));
      return offset + (output + 0.5) / scale - 0.5;
    }
    default:
      throw misfit(`one of ${coordinates.join(', ')}`, kind, 'Take one of these', 'Resize');
  }
}

interface Tap {
  readonly position: number;
  readonly weight: number;
}

/** The four elements around `source`, weighted by Keys' cubic. */
function cubicTaps(
  source: number,
  { last, cubicCoefficient: a, excludeOutside }: Interpolation & { readonly last: number },
): Tap[] {
  const left = Math.floor(source);
  const taps = [-1, 0, 1, 2].map((offset) => {
    const d = Math.abs(source - left - offset);
    const weight = d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
    const position = left + offset;
    const isOutside = position < 0 || position > last;
    return {
      position: Math.min(last, Math.max(0, position)),
      weight: excludeOutside && isOutside ? 0 : weight,
    };
  });
  const total = excludeOutside ? taps.reduce((sum, { weight }) => sum + weight, 0) : 1;
  return taps.map(({ position, weight }) => ({ position, weight: weight / total }));
}

function rounded(source: number, mode: string): number {
  switch (mode) {
    case 'floor':
      return Math.floor(source);
    case 'ceil':
      return Math.ceil(source);
    case 'round_prefer_ceil':
      return Math.floor(source + 0.5);
    default:
      return Math.ceil(source - 0.5);
  }
}
