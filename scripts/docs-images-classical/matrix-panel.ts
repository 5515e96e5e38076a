/** Matrices as pictures, their first row at the bottom. */

import { colourMap, type Panel } from '../../src/visualize/index.ts';

/** What a panel shows. */
export interface MatrixImage {
  readonly rows: number;
  readonly columns: number;
  /** From dark, 0, to bright, 1; held to that range. */
  shade(row: number, column: number): number;
  /** Default `magma`. */
  readonly colours?: Parameters<typeof colourMap>[0];
  /** Shades told apart, a power of two: fewer make a smaller file. Default 256. */
  readonly steps?: number;
  /** Whether cells blend into each other. Default no. */
  readonly smooth?: boolean;
}

/** A panel with the matrix as its picture. */
export function matrixPanel(frame: Omit<Panel, 'draw'>, image: MatrixImage): Panel {
  const { rows, columns, shade, colours = 'magma', steps = 256, smooth = false } = image;
  const values = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = Math.min(1, Math.max(0, shade(row, column)));
      values[(rows - 1 - row) * columns + column] = (256 / steps) * Math.round((steps - 1) * value);
    }
  }
  const map = colourMap(colours);
  return {
    ...frame,
    draw: ({ left: x, top: y, width, height }) => [
      { kind: 'image', ...{ x, y, width, height, columns, rows, values, smooth }, colourMap: map },
    ],
  };
}

/** Shades by the root of a value against that of the largest: soft sounds are seen beside loud ones. */
export function rootShades(
  { rows, columns }: { readonly rows: number; readonly columns: number },
  at: (row: number, column: number) => number,
): (row: number, column: number) => number {
  const roots = Float32Array.from({ length: rows * columns }, (_, n) =>
    Math.sqrt(at(Math.floor(n / columns), n % columns)),
  );
  const largest = roots.reduce((a, b) => Math.max(a, b), 0);
  return (row, column) => roots[row * columns + column]! / largest;
}

/** What a panel with {@link rootShades} shows, and its frame but for the title. */
export interface RootImage extends Pick<Panel, 'xAxis' | 'yAxis' | 'height'> {
  readonly rows: number;
  readonly columns: number;
  at(row: number, column: number): number;
}
