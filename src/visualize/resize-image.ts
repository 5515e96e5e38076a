/** A matrix at another size: the mean over what falls into a pixel when it shrinks, its neighbours blended (or not) when it grows. */

/** From one size to another. */
export interface ImageSizes {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
  /** Whether to blend where the matrix grows; without, each pixel takes the cell that it lies in. */
  readonly smooth: boolean;
}

/** `values` `[row, column]` as `[y, x]` of `width` by `height` pixels. */
export function resizeImage(
  values: Uint8Array,
  { columns, rows, width, height, smooth }: ImageSizes,
): Uint8Array {
  if (columns === width && rows === height) return values;
  const across = makeTaps(columns, width, smooth);
  const down = makeTaps(rows, height, smooth);
  const wide = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = across[x]!;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[row * columns + first + i]!;
      wide[row * width + x] = sum;
    }
  }
  const output = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const { first, weights } = down[y]!;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * wide[(first + i) * width + x]!;
      output[y * width + x] = Math.round(sum);
    }
  }
  return output;
}

/** The cells that a pixel is made of; the weights add up to 1. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

function makeTaps(cells: number, pixels: number, smooth: boolean): Taps[] {
  const perPixel = cells / pixels;
  return Array.from({ length: pixels }, (_, pixel): Taps => {
    if (perPixel > 1) return meanTaps(pixel * perPixel, Math.min(cells, (pixel + 1) * perPixel));
    const middle = (pixel + 0.5) * perPixel;
    if (!smooth) return { first: Math.min(cells - 1, Math.floor(middle)), weights: [1] };
    // Between the middles of two cells.
    const place = Math.min(cells - 1, Math.max(0, middle - 0.5));
    const first = Math.min(Math.max(0, cells - 2), Math.floor(place));
    return cells === 1 ? { first, weights: [1] } : { first, weights: [1 - (place - first), place - first] };
  });
}

function meanTaps(from: number, to: number): Taps {
  const first = Math.floor(from);
  const weights: number[] = [];
  for (let cell = first; cell < to; cell++) {
    weights.push((Math.min(cell + 1, to) - Math.max(cell, from)) / (to - from));
  }
  return { first, weights };
}
