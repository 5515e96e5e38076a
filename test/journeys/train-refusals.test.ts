/** Trainings that cannot begin or must leave something out: each is told what is wrong, where, and what to do. */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './cli.ts';
import { makeTinyTraining, onOneThread, type TinyTraining } from './tiny-training.ts';

let tiny: TinyTraining;
beforeAll(async () => {
  tiny = await makeTinyTraining();
}, 120_000);
afterAll(() => tiny.remove());

describe('what is wrong', () => {
  /** Changes the configuration's text. */
  function spoil(name: string, change: (text: string) => string): void {
    tiny.modelFolder(name);
    const path = tiny.at(name, 'config.json');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }

  it.each([
    ['a mistyped key', '"batch_size"', '"batchsize"', 'Did you mean batch_size (training_params)?'],
    ['a wrong type', '"batch_size": 2', '"batch_size": "two"', 'training_params.batch_size'],
    ['a key of the original', '"seed": 0', '"last_epoch": -1', 'checkpoints know how far they are'],
    ['a comma too many', '"seed": 0', '"seed": 0,', 'JSON'],
  ])('is told by its name: %s', async (_, from, to, message) => {
    spoil('spoilt', (text) => text.replace(from, to));
    const { code, stderr } = await tiny.train('spoilt');
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
    expect(stderr).toContain('config.json');
  });

  it('is told by its key: a checkpoint of another architecture', async () => {
    tiny.modelFolder('other');
    expect((await tiny.train('other', '--epochs', '1')).code).toBe(0);
    const { code, stderr } = await tiny.train('other', '--resume', '--hidden_channels', '3');
    expect([code, stderr]).toEqual([2, expect.stringContaining('model_params.hidden_channels')]);
    writeFileSync(tiny.at('other/checkpoint/latest.safetensors'), 'no checkpoint at all');
    expect((await tiny.train('other', '--resume')).stderr).toContain('latest.safetensors');
  }, 120_000);

  it('is told by its place: data sets that are missing, empty, or at another rate', async () => {
    tiny.modelFolder('data');
    mkdirSync(tiny.at('empty'), { recursive: true });
    const tryWith = async (dataset: string, ...words: string[]) =>
      (await runCli(['train', 'data', dataset, ...onOneThread, ...words], { cwd: tiny.cwd })).stderr;
    expect(await tryWith('nowhere')).toContain('nowhere');
    expect(await tryWith('empty')).toContain('a folder per track');
    expect(await tryWith('songs', '--sample_rate', '16000')).toContain('8000 Hz');
    expect(await tryWith('songs', '--targets', 'piano')).toContain('piano');
    expect(await tryWith('songs', '--targets', 'piano', '--bad_tracks', 'skip')).toContain('cannot be used');
    expect((await runCli(['train', 'nomodel', 'songs'], { cwd: tiny.cwd })).stderr).toContain(
      'a model folder',
    );
  });

  it('is left out and counted where asked: a missing stem, a damaged file', async () => {
    tiny.modelFolder('skipping');
    cpSync(tiny.at('songs'), tiny.at('spoilt-songs'), { recursive: true });
    rmSync(tiny.at('spoilt-songs/train/song-0/vocals.wav'));
    writeFileSync(tiny.at('spoilt-songs/train/song-1/vocals.wav'), 'not a sound');
    const run = (...words: string[]) =>
      runCli(['train', 'skipping', 'spoilt-songs', ...onOneThread, '--epochs', '1', ...words], {
        cwd: tiny.cwd,
      });
    const strict = await run();
    expect(strict.code).toBeGreaterThan(0);
    expect(strict.stderr).toMatch(/song-0|song-1/);
    const { code, stderr } = await run('--bad_tracks', 'skip');
    expect(code).toBe(0);
    expect(stderr).toContain('left out: song-0: expected');
    expect(stderr).toMatch(/left out: .*song-1/);
    expect(stderr).toContain('2 tracks were left out');
  }, 120_000);
});
