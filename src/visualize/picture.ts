/**
 * The Picture: what every function here makes, before it is text or bytes. A list of marks in pixels, origin at the top left, y
 * downwards; `renderSvg` and `renderPng` turn the same marks into the two kinds of files.
 */

import type { ColourMap } from './colour-maps.ts';

/** A colour as `#rrggbb`. */
export type Colour = `#${string}`;

/** A filled rectangle. */
export interface RectMark {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: Colour;
  /** 0 to 1; default 1. */
  readonly opacity?: number;
}

/** A filled area; `points` is x, y, x, y, … and closes by itself. */
export interface PolygonMark {
  readonly kind: 'polygon';
  readonly points: readonly number[];
  readonly fill: Colour;
  /** 0 to 1; default 1. */
  readonly opacity?: number;
}

/** A line through `points` (x, y, x, y, …). */
export interface LineMark {
  readonly kind: 'line';
  readonly points: readonly number[];
  readonly stroke: Colour;
  /** Pixels. */
  readonly width: number;
  /** Pixels drawn and pixels left out, in turn. */
  readonly dash?: readonly [number, number];
  /** 0 to 1; default 1. */
  readonly opacity?: number;
}

/** A filled disc. */
export interface DiscMark {
  readonly kind: 'disc';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: Colour;
  /** 0 to 1; default 1. */
  readonly opacity?: number;
}

/** One line of text. */
export interface TextMark {
  readonly kind: 'text';
  /** The anchor's place … */
  readonly x: number;
  /** … and the baseline's. */
  readonly y: number;
  readonly text: string;
  /** Pixels per em. */
  readonly size: number;
  readonly fill: Colour;
  /** Which end of the text lies at `x`; default `start`. */
  readonly anchor?: 'start' | 'middle' | 'end';
  /** `true`: turned a quarter counter-clockwise about the anchor, so that it reads upwards. */
  readonly turned?: boolean;
}

/** A matrix of colours, stretched to a rectangle. */
export interface ImageMark {
  readonly kind: 'image';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** Places in the colour map, `[row, column]`, the top row first. */
  readonly values: Uint8Array;
  readonly colourMap: ColourMap;
  /** `true` blends neighbours where the matrix is enlarged; `false` keeps its cells as rectangles. */
  readonly smooth: boolean;
}

/** Marks of which only what lies in the rectangle is seen. */
export interface ClipMark {
  readonly kind: 'clip';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** One thing that is drawn. */
export type Mark = RectMark | PolygonMark | LineMark | DiscMark | TextMark | ImageMark | ClipMark;

/** A picture: its size in pixels and its marks, the later ones on top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly background: Colour;
  /** What it shows, for those who cannot see it: the `<title>` of the SVG. */
  readonly title: string;
  readonly marks: readonly Mark[];
}
