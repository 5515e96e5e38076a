/** Text as outlines: how wide it is, and the polygons that fill it, for pictures without the fonts of a system. */

import { glyphBytes } from './generated/glyphs.ts';

/** The outline units of one em. */
const unitsPerEm = 1024;
/** Straight pieces per curve: at 40 pixels per em no piece is off by more than 1/20 pixel. */
const piecesPerCurve = 4;

interface Glyph {
  /** Units to the next glyph. */
  readonly advance: number;
  /** Closed contours, x, y, x, y, … in units, y upwards, outer and inner ones turning opposite ways. */
  readonly contours: readonly (readonly number[])[];
}

let glyphs: ReadonlyMap<number, Glyph> | undefined;

/** What stands for letters that the outlines do not have: an empty box. */
const missing: Glyph = {
  advance: 640,
  contours: [
    [80, 0, 80, 740, 560, 740, 560, 0],
    [140, 60, 500, 60, 500, 680, 140, 680],
  ],
};

/** The width of `text` in pixels at `size` pixels per em. */
export function measureText(text: string, size: number): number {
  let units = 0;
  for (const letter of text) units += glyphOf(letter).advance;
  return (units * size) / unitsPerEm;
}

/** `text`, or so much of its beginning as fits into `width` pixels, with `…` behind. */
export function fitText(
  text: string,
  { size, width }: { readonly size: number; readonly width: number },
): string {
  if (measureText(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && measureText(`${letters.join('').trimEnd()}…`, size) > width) letters.pop();
  return letters.length === 0 ? '' : `${letters.join('').trimEnd()}…`;
}

/** The outlines of `text` in pixels, the baseline's start at 0, 0, y downwards: closed contours x, y, x, y, … */
export function textContours(text: string, size: number): number[][] {
  const factor = size / unitsPerEm;
  const contours: number[][] = [];
  let pen = 0;
  for (const letter of text) {
    const glyph = glyphOf(letter);
    for (const contour of glyph.contours) {
      contours.push(contour.map((value, i) => (i % 2 === 0 ? (value + pen) * factor : -value * factor)));
    }
    pen += glyph.advance;
  }
  return contours;
}

function glyphOf(letter: string): Glyph {
  glyphs ??= readGlyphs(Uint8Array.from(atob(glyphBytes), (byte) => byte.charCodeAt(0)));
  return glyphs.get(letter.codePointAt(0)!) ?? missing;
}

interface OutlinePoint {
  readonly x: number;
  readonly y: number;
  readonly isOn: boolean;
}

/** The table that scripts/picture-tables.py writes. */
function readGlyphs(bytes: Uint8Array): ReadonlyMap<number, Glyph> {
  const table = new Map<number, Glyph>();
  let position = 0;
  function varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
  const signed = (value: number): number => (value & 1 ? -((value + 1) >> 1) : value >> 1);
  while (position < bytes.length) {
    const codePoint = varint();
    const advance = varint();
    let [x, y] = [0, 0];
    const contours = Array.from({ length: varint() }, () => {
      const points = Array.from({ length: varint() }, (): OutlinePoint => {
        const first = varint();
        x += signed(first >> 1);
        y += signed(varint());
        return { x, y, isOn: (first & 1) === 1 };
      });
      return flatten(points);
    });
    table.set(codePoint, { advance, contours });
  }
  return table;
}

/** Quadratic curves as straight pieces: B(t) = (1 − t)² p₀ + 2 t (1 − t) p₁ + t² p₂. */
function flatten(points: readonly OutlinePoint[]): number[] {
  const full = withImplied(points);
  const start = full.findIndex(({ isOn }) => isOn);
  const flat: number[] = [];
  for (let i = 0; i < full.length; i++) {
    const point = full[(start + i) % full.length]!;
    if (point.isOn) {
      flat.push(point.x, point.y);
      continue;
    }
    const before = full[(start + i - 1) % full.length]!;
    const after = full[(start + i + 1) % full.length]!;
    for (let piece = 1; piece < piecesPerCurve; piece++) {
      const t = piece / piecesPerCurve;
      const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      flat.push(a * before.x + b * point.x + c * after.x, a * before.y + b * point.y + c * after.y);
    }
  }
  return flat;
}

/** With the points on the curve that lie in the middle of two off it. */
function withImplied(points: readonly OutlinePoint[]): OutlinePoint[] {
  return points.flatMap((point, i) => {
    const next = points[(i + 1) % points.length]!;
    if (point.isOn || next.isOn) return [point];
    return [point, { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, isOn: true }];
  });
}
