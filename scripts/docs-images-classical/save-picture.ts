/** Where the pictures of the documents lie. */

import { mkdir, writeFile } from 'node:fs/promises';
import { type Picture, renderPng, renderSvg } from '../../src/visualize/index.ts';

const target = new URL('../../docs/images/', import.meta.url);

/** Writes a picture as the ending of `name` says: PNG or SVG. */
export async function savePicture(name: string, picture: Picture): Promise<void> {
  await mkdir(target, { recursive: true });
  await writeFile(new URL(name, target), name.endsWith('.svg') ? renderSvg(picture) : renderPng(picture));
}
