/** A tiny training in Node with the built package, as the browser's test compares it with its own. Runs in the test server. */

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { BrowserCommand } from 'vitest/node';

/** Bytes as text. */
export interface EncodedFile {
  readonly path: string;
  readonly base64: string;
}

/** What the browser is told of the training. */
export interface NodeTraining {
  /** The songs: `songs/{train,val}/<track>/<stem>.wav`. */
  readonly songs: readonly EncodedFile[];
  /** Files in `checkpoint/`. */
  readonly checkpoints: readonly EncodedFile[];
}

/** Renders songs, trains with the keys in `changes`, and gives the songs and the checkpoints. */
export const trainInNode: BrowserCommand<[string, Readonly<Record<string, unknown>>]> = async (
  _,
  network,
  changes,
) => {
  const { createModelFolder, trainModel } = await import('auralflow');
  const root = await mkdtemp(join(tmpdir(), 'auralflow-train-'));
  try {
    await renderSongs(join(root, 'songs/train'), 3, 1);
    await renderSongs(join(root, 'songs/val'), 1, 9);
    const folder = join(root, 'model');
    await createModelFolder(folder, network, { name: 'tiny', settings: changes });
    await trainModel(folder, join(root, 'songs'), { device: 'cpu', threads: 1 });
    const training: NodeTraining = {
      songs: await filesOf(root, 'songs'),
      checkpoints: await filesOf(folder, 'checkpoint'),
    };
    return JSON.stringify(training);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

async function renderSongs(folder: string, count: number, seed: number): Promise<void> {
  const { encodeAudio, renderedSongs } = await import('auralflow');
  for (const track of renderedSongs({ count, seed, seconds: 2, sampleRate: 8000 }).tracks) {
    const { stems } = await track.load();
    for (const [stem, audio] of stems) {
      const path = join(folder, track.name, `${stem}.wav`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await encodeAudio(audio));
    }
  }
}

async function filesOf(root: string, folder: string): Promise<readonly EncodedFile[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(
    paths.map(async (path) => ({
      path: relative(root, path),
      base64: (await readFile(path)).toString('base64'),
    })),
  );
}
