/** A Picture as SVG text: vectors, real text, matrices as embedded PNG. Without ids, so that many fit into one page. */

import { base64 } from './base64.ts';
import { encodePng } from './encode-png.ts';
import type { ImageMark, LineMark, Mark, Picture, TextMark } from './picture.ts';

/** The system's own sans serif, which looks most like the outlines of the PNG. */
const fontFamily =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif";

/**
 * The picture as the text of an SVG file, which can also stand in an HTML page as it is.
 *
 * @example
 * await writeFile('song.svg', renderSvg(waveformPicture(audio)));
 */
export function renderSvg(picture: Picture): string {
  const { width, height, title, background } = picture;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" role="img" font-family="${escapeText(fontFamily)}">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="${number(width)}" height="${number(height)}" fill="${background}"/>`,
    ...picture.marks.map(element),
    '</svg>',
    '',
  ].join('\n');
}

function element(mark: Mark): string {
  switch (mark.kind) {
    case 'rect':
      return `<rect ${box(mark)} fill="${mark.fill}"${opacity(mark)}/>`;
    case 'polygon':
      return `<path d="${path(mark.points)}Z" fill="${mark.fill}"${opacity(mark)}/>`;
    case 'line':
      return line(mark);
    case 'disc':
      return `<circle cx="${number(mark.x)}" cy="${number(mark.y)}" r="${number(mark.radius)}" fill="${mark.fill}"${opacity(mark)}/>`;
    case 'text':
      return text(mark);
    case 'image':
      return image(mark);
    case 'clip': {
      const view = [mark.x, mark.y, mark.width, mark.height].map(number).join(' ');
      // An inner svg clips what leaves it.
      return `<svg ${box(mark)} viewBox="${view}">\n${mark.marks.map(element).join('\n')}\n</svg>`;
    }
  }
}

function line(mark: LineMark): string {
  const dash = mark.dash === undefined ? '' : ` stroke-dasharray="${mark.dash.map(number).join(' ')}"`;
  return `<path d="${path(mark.points)}" fill="none" stroke="${mark.stroke}" stroke-width="${number(mark.width)}" stroke-linejoin="round"${dash}${opacity(mark)}/>`;
}

function text({ x, y, text, size, fill, anchor = 'start', turned = false }: TextMark): string {
  const place = turned
    ? `transform="translate(${number(x)} ${number(y)}) rotate(-90)"`
    : `x="${number(x)}" y="${number(y)}"`;
  const end = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text ${place} font-size="${number(size)}" fill="${fill}"${end}>${escapeText(text)}</text>`;
}

function image(mark: ImageMark): string {
  const png = encodePng({
    width: mark.columns,
    height: mark.rows,
    pixels: mark.values,
    palette: mark.colourMap,
  });
  const rendering = mark.smooth ? '' : ' image-rendering="pixelated"';
  return `<image ${box(mark)} preserveAspectRatio="none"${rendering} href="data:image/png;base64,${base64(png)}"/>`;
}

function box({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  return `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
}

function path(points: readonly number[]): string {
  let d = '';
  for (let i = 0; i < points.length; i += 2) {
    d += `${i === 0 ? 'M' : 'L'}${number(points[i]!)} ${number(points[i + 1]!)}`;
  }
  return d;
}

function opacity({ opacity = 1 }: { readonly opacity?: number }): string {
  return opacity === 1 ? '' : ` opacity="${number(opacity)}"`;
}

/** Hundredths of a pixel are more than anyone sees. */
function number(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** What XML takes: markup escaped, control characters (which no escape makes legal) and halves of surrogate pairs replaced. */
function escapeText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  );
}
