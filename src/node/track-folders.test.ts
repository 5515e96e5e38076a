import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeAudio } from '../audio/index.ts';
import { openTrackFolders } from './track-folders.ts';

let root: string;

async function put(path: string, value: number): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  const audio = { sampleRate: 8000, channels: [new Float32Array(80).fill(value)] };
  await writeFile(file, await encodeAudio(audio));
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'track-folders-'));
  await put('split/train/a/vocals.wav', 0.1);
  await put('split/test/b/vocals.wav', 0.25);
  await put('split/test/b/Drums.wav', 0.5);
  await put('split/test/b/mixture.wav', 0.75);
  await put('plain/song/vocals.wav', 0.25);
  await put('plain/song/drums.wav', 0.125);
  await put('twice/song/vocals.wav', 0.1);
  await put('twice/song/vocals.flac', 0.1);
  await mkdir(join(root, 'empty'));
});
afterAll(() => rm(root, { recursive: true }));

describe('a folder of tracks', () => {
  it('is read by split, the test split by default', async () => {
    const { name, tracks } = await openTrackFolders(join(root, 'split'));
    expect([name, tracks.map((track) => [track.name, track.stems])]).toEqual([
      'split',
      [['b', ['drums', 'vocals']]],
    ]);
    const { tracks: train } = await openTrackFolders(join(root, 'split'), { split: 'train' });
    expect(train.map((track) => track.name)).toEqual(['a']);
    const { mixture } = await tracks[0]!.load();
    expect(mixture.channels[0]![0]).toBeCloseTo(0.75, 4);
  });

  it('may hold the stems of one song, and is summed where it has no mixture', async () => {
    const { tracks } = await openTrackFolders(join(root, 'plain/song'));
    expect(tracks.map((track) => track.name)).toEqual(['song']);
    const { mixture, notes } = await tracks[0]!.load();
    expect(mixture.channels[0]![0]).toBeCloseTo(0.375, 4);
    expect(notes).toEqual(['mixture: the sum of the stems']);
  });

  it.each([
    ['nowhere', {}, 'no such file or folder'],
    ['empty', {}, 'no audio in it'],
    ['split', { split: 'valid' }, 'split: expected test, train, got valid'],
    ['plain', { split: 'test' }, 'expected a data set with splits'],
    ['twice', {}, 'vocals.flac and vocals.wav'],
  ])('is refused with a remedy: %s %o', async (folder, options, message) => {
    await expect(openTrackFolders(join(root, folder), options)).rejects.toThrow(message);
  });

  it('names the stem that a track does not have', async () => {
    const { tracks } = await openTrackFolders(join(root, 'plain'), { stems: ['vocals', 'bass'] });
    await expect(tracks[0]!.load()).rejects.toThrow('song: expected a file for bass, got drums, vocals');
  });
});
