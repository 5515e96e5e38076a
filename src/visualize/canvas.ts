/** Pixels to paint on: polygons with soft edges and matrices of colours, in device pixels. */

import type { ColourMap } from './colour-maps.ts';
import type { Colour } from './picture.ts';
import { fillContours, intersection, type PixelBox } from './polygon-fill.ts';
import { resizeImage } from './resize-image.ts';

/** How an area is painted. */
export interface Paint {
  readonly fill: Colour;
  readonly opacity: number;
  readonly clip: PixelBox;
}

/** A matrix of places in a colour map, and where it is painted. */
export interface CanvasImage {
  readonly box: PixelBox;
  readonly columns: number;
  readonly rows: number;
  readonly values: Uint8Array;
  readonly colourMap: ColourMap;
  readonly smooth: boolean;
}

/** A grid of pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** `[y, x, part]`, part 0 red, 1 green, 2 blue. */
  readonly pixels: Uint8Array;
}

/** A canvas of one colour. */
export function createCanvas(width: number, height: number, background: Colour): Canvas {
  const pixels = new Uint8Array(width * height * 3);
  const [red, green, blue] = channelsOf(background);
  for (let i = 0; i < pixels.length; i += 3) {
    pixels[i] = red;
    pixels[i + 1] = green;
    pixels[i + 2] = blue;
  }
  return { width, height, pixels };
}

/** Paints the inside of closed contours. */
export function paintContours(
  { width, pixels }: Canvas,
  contours: readonly (readonly number[])[],
  { fill, opacity, clip }: Paint,
): void {
  const colour = channelsOf(fill);
  fillContours(contours, {
    box: clip,
    paint(x, y, coverage) {
      const share = coverage * opacity;
      const place = (y * width + x) * 3;
      for (let part = 0; part < 3; part++) {
        const under = pixels[place + part]!;
        pixels[place + part] = Math.round(under + share * (colour[part]! - under));
      }
    },
  });
}

/** Paints a matrix of colours over the pixels of its box. */
export function paintImage({ width, pixels }: Canvas, image: CanvasImage, clip: PixelBox): void {
  const { box, colourMap, ...matrix } = image;
  const boxWidth = box.right - box.left;
  if (boxWidth < 1 || box.bottom - box.top < 1) return;
  const sized = resizeImage(image.values, { ...matrix, width: boxWidth, height: box.bottom - box.top });
  const seen = intersection(box, clip);
  for (let y = seen.top; y < seen.bottom; y++) {
    for (let x = seen.left; x < seen.right; x++) {
      const colour = sized[(y - box.top) * boxWidth + x - box.left]! * 3;
      const place = (y * width + x) * 3;
      pixels[place] = colourMap[colour]!;
      pixels[place + 1] = colourMap[colour + 1]!;
      pixels[place + 2] = colourMap[colour + 2]!;
    }
  }
}

function channelsOf(colour: Colour): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
