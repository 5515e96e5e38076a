/** A Picture as PNG bytes, painted by the toolkit itself: no fonts, no canvas, the same bytes in Node and in every browser. */

import { ArgumentError, checkNumber } from '../util/index.ts';
import { type Canvas, createCanvas, paintContours, paintImage } from './canvas.ts';
import { encodePng } from './encode-png.ts';
import type { ClipMark, ImageMark, Mark, Picture, TextMark } from './picture.ts';
import { intersection, type PixelBox } from './polygon-fill.ts';
import { dashLine, discContour, strokeContours } from './stroke.ts';
import { measureText, textContours } from './text.ts';

/** Options of {@link renderPng}. */
export interface PngOptions {
  /** Device pixels per pixel of the picture: 2 for screens of high density. Default 1; 0.25 to 8. */
  readonly scale?: number;
}

/** Three bytes a pixel, and as much again while they are compressed. */
const maxPixels = 1e8;

/**
 * The picture as the bytes of a PNG file. Throws `ArgumentError` for a scale out of range and for more than 100 million pixels.
 *
 * @example
 * await writeFile('song.png', renderPng(spectrogramPicture(audio), { scale: 2 }));
 */
export function renderPng(picture: Picture, options: PngOptions = {}): Uint8Array<ArrayBuffer> {
  const scale = checkNumber('scale', options.scale ?? 1, { min: 0.25, max: 8 });
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  if (width * height > maxPixels || width < 1 || height < 1) {
    throw new ArgumentError({
      place: 'renderPng',
      expected: `a picture of 1 to ${maxPixels} pixels`,
      got: `${width} × ${height}`,
      remedy: 'Choose another size or scale',
    });
  }
  const canvas = createCanvas(width, height, picture.background);
  paintMarks(picture.marks, { canvas, scale, clip: { left: 0, top: 0, right: width, bottom: height } });
  return encodePng(canvas);
}

interface Brush {
  readonly canvas: Canvas;
  readonly scale: number;
  readonly clip: PixelBox;
}

function paintMarks(marks: readonly Mark[], brush: Brush): void {
  for (const mark of marks) paintMark(mark, brush);
}

function paintMark(mark: Mark, brush: Brush): void {
  switch (mark.kind) {
    case 'rect': {
      const { x, y, width, height } = mark;
      const corners = [x, y, x + width, y, x + width, y + height, x, y + height];
      paint([scaled(corners, brush)], mark, brush);
      break;
    }
    case 'polygon':
      paint([scaled(mark.points, brush)], mark, brush);
      break;
    case 'line': {
      const { stroke: fill, opacity = 1, dash } = mark;
      const lines = dash === undefined ? [mark.points] : dashLine(mark.points, dash);
      const contours = lines.flatMap((line) => strokeContours(scaled(line, brush), mark.width * brush.scale));
      paint(contours, { fill, opacity }, brush);
      break;
    }
    case 'disc': {
      const { x, y, radius } = mark;
      paint([discContour(x * brush.scale, y * brush.scale, radius * brush.scale)], mark, brush);
      break;
    }
    case 'text':
      paintText(mark, brush);
      break;
    case 'image':
      paintImage(brush.canvas, { ...mark, box: boxOf(mark, brush) }, brush.clip);
      break;
    case 'clip':
      paintMarks(mark.marks, { ...brush, clip: intersection(boxOf(mark, brush), brush.clip) });
      break;
  }
}

function paint(
  contours: readonly (readonly number[])[],
  { fill, opacity = 1 }: { readonly fill: `#${string}`; readonly opacity?: number },
  { canvas, clip }: Brush,
): void {
  if (contours.length > 0) paintContours(canvas, contours, { fill, opacity, clip });
}

function paintText(
  { x, y, text, size, fill, anchor = 'start', turned = false }: TextMark,
  brush: Brush,
): void {
  const { scale } = brush;
  const width = measureText(text, size * scale);
  const shift = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
  const contours = textContours(text, size * scale).map((contour) => {
    const placed = contour.slice();
    for (let i = 0; i < placed.length; i += 2) {
      const [along, down] = [contour[i]! + shift, contour[i + 1]!];
      placed[i] = x * scale + (turned ? down : along);
      placed[i + 1] = y * scale + (turned ? -along : down);
    }
    return placed;
  });
  paint(contours, { fill }, brush);
}

function scaled(points: readonly number[], { scale }: Brush): readonly number[] {
  return scale === 1 ? points : points.map((value) => value * scale);
}

function boxOf({ x, y, width, height }: ImageMark | ClipMark, { scale }: Brush): PixelBox {
  return {
    left: Math.round(x * scale),
    top: Math.round(y * scale),
    right: Math.round((x + width) * scale),
    bottom: Math.round((y + height) * scale),
  };
}
