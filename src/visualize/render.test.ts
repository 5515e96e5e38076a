import { describe, expect, it } from 'vitest';
import { colourAt, readPng } from '../../test/support/read-png.ts';
import { createRandom } from '../util/index.ts';
import { colourMap } from './colour-maps.ts';
import { encodePng } from './encode-png.ts';
import type { Mark, Picture } from './picture.ts';
import { renderPng } from './render-png.ts';
import { renderSvg } from './render-svg.ts';

function pictureOf(...marks: Mark[]): Picture {
  return { width: 40, height: 20, background: '#ffffff', title: 'Test', marks };
}

describe('renderPng', () => {
  it('paints rectangles, discs and lines where they are', () => {
    const picture = pictureOf(
      { kind: 'rect', x: 2, y: 3, width: 4, height: 5, fill: '#ff0000' },
      { kind: 'disc', x: 20, y: 10, radius: 4, fill: '#00ff00' },
      { kind: 'line', points: [30, 5.5, 38, 5.5], stroke: '#0000ff', width: 1 },
      { kind: 'rect', x: 0, y: 18, width: 40, height: 2, fill: '#000000', opacity: 0.5 },
    );
    const png = readPng(renderPng(picture));
    expect([png.width, png.height]).toEqual([40, 20]);
    const places = [
      [2, 3],
      [1, 3],
      [5, 7],
      [20, 10],
      [34, 5],
      [34, 6],
      [10, 19],
    ] as const;
    expect(places.map(([x, y]) => colourAt(png, x, y))).toEqual([
      '#ff0000',
      '#ffffff',
      '#ff0000',
      '#00ff00',
      '#0000ff',
      '#ffffff',
      '#808080',
    ]);
  });

  it('has more pixels at a larger scale, of the same picture', () => {
    const picture = pictureOf({ kind: 'rect', x: 2, y: 3, width: 4, height: 5, fill: '#ff0000' });
    const png = readPng(renderPng(picture, { scale: 2 }));
    expect([png.width, png.height]).toEqual([80, 40]);
    expect([colourAt(png, 4, 6), colourAt(png, 11, 15), colourAt(png, 12, 15)]).toEqual([
      '#ff0000',
      '#ff0000',
      '#ffffff',
    ]);
  });

  it('cuts off what leaves a clip', () => {
    const marks: Mark[] = [{ kind: 'rect', x: 0, y: 0, width: 40, height: 20, fill: '#ff0000' }];
    const png = readPng(renderPng(pictureOf({ kind: 'clip', x: 10, y: 5, width: 10, height: 5, marks })));
    expect([colourAt(png, 9, 6), colourAt(png, 10, 5), colourAt(png, 19, 9), colourAt(png, 20, 9)]).toEqual([
      '#ffffff',
      '#ff0000',
      '#ff0000',
      '#ffffff',
    ]);
  });

  it('stretches matrices of colours, in cells or smoothly', () => {
    const values = Uint8Array.of(0, 255);
    const image = { kind: 'image', x: 0, y: 0, width: 40, height: 20, columns: 2, rows: 1, values } as const;
    const grey = colourMap('grey');
    const cells = readPng(renderPng(pictureOf({ ...image, colourMap: grey, smooth: false })));
    expect([colourAt(cells, 19, 3), colourAt(cells, 20, 3)]).toEqual(['#000000', '#ffffff']);
    const smooth = readPng(renderPng(pictureOf({ ...image, colourMap: grey, smooth: true })));
    expect([colourAt(smooth, 0, 3), colourAt(smooth, 39, 3)]).toEqual(['#000000', '#ffffff']);
    expect(Number.parseInt(colourAt(smooth, 20, 3).slice(1, 3), 16)).toBeGreaterThan(120);
  });

  it('writes text that is dark where the letters are', () => {
    const mark = { kind: 'text', x: 4, y: 16, text: 'Il', size: 16, fill: '#000000' } as const;
    const upright = readPng(renderPng(pictureOf(mark)));
    const dark = (png: typeof upright): number => png.pixels.filter((part) => part < 128).length / 3;
    expect(dark(upright)).toBeGreaterThan(20);
    // Turned about the same anchor it reads upwards: as much ink, in other places.
    const turned = readPng(renderPng(pictureOf({ ...mark, x: 20, turned: true })));
    expect(dark(turned)).toBeGreaterThan(20);
    expect(colourAt(turned, 17, 13)).not.toBe('#ffffff');
  });

  it('gives the same bytes for the same picture', () => {
    const picture = pictureOf({ kind: 'text', x: 0, y: 12, text: 'Größe λ', size: 13, fill: '#123456' });
    expect(renderPng(picture)).toEqual(renderPng(structuredClone(picture)));
    expect(renderSvg(picture)).toBe(renderSvg(structuredClone(picture)));
  });

  it.each([0, 9, Number.NaN])('refuses a scale of %s', (scale) => {
    expect(() => renderPng(pictureOf(), { scale })).toThrow('scale');
  });

  it('refuses sizes that no memory holds', () => {
    expect(() => renderPng({ ...pictureOf(), width: 16000, height: 16000 })).toThrow('16000 × 16000');
  });
});

describe('encodePng', () => {
  it('keeps every pixel, of colours and of palettes', () => {
    const random = createRandom(3);
    for (const [width, height] of [
      [1, 1],
      [7, 5],
      [33, 2],
    ] as const) {
      const pixels = Uint8Array.from({ length: width * height * 3 }, () => random.uniform() * 256);
      expect(readPng(encodePng({ width, height, pixels })).pixels).toEqual(pixels);
      const places = pixels.slice(0, width * height);
      const palette = colourMap('viridis');
      const expected = [...places].flatMap((place) => [...palette.slice(3 * place, 3 * place + 3)]);
      expect([...readPng(encodePng({ width, height, pixels: places, palette })).pixels]).toEqual(expected);
    }
  });
});

describe('renderSvg', () => {
  it('escapes what XML does not take', () => {
    const text = 'a<b>&"c"\u0000\u001b\ud800';
    const svg = renderSvg({
      ...pictureOf({ kind: 'text', x: 1, y: 2, text, size: 10, fill: '#000000' }),
      title: text,
    });
    expect(svg).toContain('>a&lt;b&gt;&amp;&quot;c&quot;\ufffd\ufffd\ufffd</text>');
    expect(svg).toContain('<title>a&lt;b');
  });

  it('has no ids, so that many fit into one page, and no scripts', () => {
    const marks: Mark[] = [{ kind: 'disc', x: 1, y: 1, radius: 3, fill: '#112233' }];
    const svg = renderSvg(pictureOf({ kind: 'clip', x: 0, y: 0, width: 9, height: 9, marks }));
    expect(svg).not.toMatch(/\sid=|url\(|<script|\son\w+=/);
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="40" height="20" viewBox="0 0 40 20"/,
    );
  });

  it('embeds matrices as the PNG they are', () => {
    const values = Uint8Array.of(0, 100, 200, 255);
    const svg = renderSvg(
      pictureOf({
        kind: 'image',
        x: 0,
        y: 0,
        width: 4,
        height: 4,
        columns: 2,
        rows: 2,
        values,
        colourMap: colourMap('grey'),
        smooth: false,
      }),
    );
    const base64 = /data:image\/png;base64,([^"]+)/.exec(svg)![1]!;
    const png = readPng(Buffer.from(base64, 'base64'));
    expect([...png.pixels].filter((_, i) => i % 3 === 0)).toEqual([0, 100, 200, 255]);
  });
});
