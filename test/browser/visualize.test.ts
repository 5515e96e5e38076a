/** Pictures in the browser: files that it shows itself, and the same bytes as in Node. */

import { describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import {
  boxPicture,
  comparisonPicture,
  figure,
  type Picture,
  renderPng,
  renderSvg,
  spectrogramPanel,
  waveformPanels,
} from '../../src/visualize/index.ts';
import { noise } from './sounds.ts';

const song = noise({ length: 22050, channelCount: 2, sampleRate: 22050 });
const pictures: readonly Picture[] = [
  figure([...waveformPanels(song), spectrogramPanel(song, { frequency: 'log' })], { width: 400 }),
  comparisonPicture({ reference: song, estimate: song }, { theme: 'dark', title: 'Größe & <Länge>' }),
  boxPicture([{ label: 'vocals', items: [[1, 2, 3, 9]] }], { series: ['a'], yLabel: 'SDR (dB)', width: 300 }),
];

describe('pictures in the browser', () => {
  it('are PNG files of their size', async () => {
    for (const picture of pictures) {
      const bitmap = await createImageBitmap(new Blob([renderPng(picture)], { type: 'image/png' }));
      expect([bitmap.width, bitmap.height]).toEqual([picture.width, picture.height]);
    }
  });

  it('are SVG files that are XML and have their size', async () => {
    for (const picture of pictures) {
      const svg = renderSvg(picture);
      const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
      expect(parsed.querySelector('parsererror')).toBeNull();
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
      await image.decode();
      expect([image.naturalWidth, image.naturalHeight]).toEqual([picture.width, picture.height]);
      URL.revokeObjectURL(image.src);
    }
  });

  it('are the same bytes as in Node', async () => {
    const { sampleRate, channels } = noise({ length: 5000, channelCount: 1, sampleRate: 8000 });
    const mono = { sampleRate, channels };
    const panels = [...waveformPanels(mono), spectrogramPanel(mono, { frequency: 'log' })];
    const picture = figure(panels, { title: 'Größe', width: 400 });
    const files = new Blob([renderPng(picture), renderSvg(picture)]);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await files.arrayBuffer()));
    const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(hex).toBe(await commands.drawInNode([...channels[0]!], sampleRate));
  });

  it('look alike as PNG and as SVG', async () => {
    const [picture] = pictures;
    const png = await createImageBitmap(new Blob([renderPng(picture!)], { type: 'image/png' }));
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([renderSvg(picture!)], { type: 'image/svg+xml' }));
    await image.decode();
    const [first, second] = [png, image].map((source) => pixelsOf(source, picture!));
    let sum = 0;
    for (let i = 0; i < first!.length; i++) sum += Math.abs(first![i]! - second![i]!);
    // Letters of another font and other smoothing: a few of 255 on the average.
    expect(sum / first!.length).toBeLessThan(8);
  });
});

function pixelsOf(source: CanvasImageSource, { width, height }: Picture): Uint8ClampedArray {
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}
