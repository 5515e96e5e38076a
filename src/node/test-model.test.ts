import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeModelFolder } from '../../test/support/model-folder.ts';
import { encodeAudio } from '../audio/index.ts';
import { createRandom } from '../util/index.ts';
import { type TestEvent, testModel } from './test-model.ts';

const sampleRate = 8000;
let root: string;
let folder: string;
let songs: string;

async function writeTrack(name: string, stems: readonly string[], seed: number): Promise<void> {
  const random = createRandom(seed);
  mkdirSync(join(songs, name), { recursive: true });
  for (const stem of stems) {
    const channels = [Float32Array.from({ length: 1.2 * sampleRate }, () => 0.2 * random.normal())];
    writeFileSync(join(songs, name, `${stem}.wav`), await encodeAudio({ sampleRate, channels }));
  }
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'auralflow-test-'));
  folder = writeModelFolder(join(root, 'model'), { dataset_params: { targets: ['vocals', 'residual'] } });
  songs = join(root, 'songs');
  await writeTrack('a', ['vocals', 'drums'], 1);
  await writeTrack('b', ['drums', 'bass'], 2);
  await writeTrack('c', ['vocals', 'drums'], 3);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('testing a model', () => {
  it('measures every target, the residual against what the others leave, and counts tracks without a stem', async () => {
    const events: TestEvent[] = [];
    const { rows, failures, summaries, path } = await testModel(folder, songs, {
      device: 'cpu',
      durationSeconds: 1,
      onEvent: (event) => events.push(event),
    });
    expect(rows.map(({ track, target }) => `${track} ${target}`)).toEqual([
      'a vocals',
      'a residual',
      'c vocals',
      'c residual',
    ]);
    for (const { scores } of rows) {
      const { stoi: _, ...decibels } = scores;
      expect(Object.values(decibels).every(Number.isFinite)).toBe(true);
    }
    // Track b has no vocals: it is not among those that are measured.
    expect(failures).toEqual([]);
    expect(summaries.map(({ target }) => target)).toEqual(['vocals', 'residual']);
    expect(events[0]).toMatchObject({ type: 'start', tracks: 2 });
    expect(events.at(-1)).toMatchObject({ type: 'end', done: 2, failed: 0, path });
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe('track_name,target,sar,sdr,si_sdr,stoi');
  });

  it('stops when it is told to, and then leaves the table as it was', async () => {
    const before = readFileSync(join(folder, 'evaluation.csv'), 'utf8');
    const controller = new AbortController();
    const stopped = testModel(folder, songs, {
      device: 'cpu',
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'done') controller.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(readFileSync(join(folder, 'evaluation.csv'), 'utf8')).toBe(before);
  });
});
