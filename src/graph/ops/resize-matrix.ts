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
  /** `nearest` or `linear`. */
  readonly mode: string;
  /** `half_pixel`, `asymmetric` or `align_corners`. */
  readonly coordinates: string;
  /** `floor`, `ceil`, `round_prefer_floor` or `round_prefer_ceil`. */
  readonly nearestMode: string;
}

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
    const inside = Math.min(last, Math.max(0, source));
    const left = Math.floor(inside);
    const right = Math.min(last, left + 1);
    matrix[output * inputSize + left]! += 1 - (inside - left);
    matrix[output * inputSize + right]! += inside - left;
  }
  return matrix;
}

/** Where an output element lies among the input's. */
function sourceOf(output: number, { inputSize, outputSize, scale }: AxisResize, coordinates: string): number {
  switch (coordinates) {
    case 'half_pixel':
      return (output + 0.5) / scale - 0.5;
    case 'asymmetric':
      return output / scale;
    case 'align_corners':
      return outputSize === 1 ? 0 : (output * (inputSize - 1)) / (outputSize - 1);
    default:
      throw misfit('half_pixel, asymmetric or align_corners', coordinates, 'Take one of these', 'Resize');
  }
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
