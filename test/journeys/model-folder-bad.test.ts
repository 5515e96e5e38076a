/** What the command line says of model folders that are not as they should be: the file, what was expected and found, and what to do. */

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeModelFolder } from '../support/model-folder.ts';
import { ensureBuilt, runCli, temporaryFolder, writeSong } from './cli.ts';

const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);
const cwd = folder.path;

beforeAll(() => {
  ensureBuilt();
  writeModelFolder(at('my_model'));
  writeSong(at('song.wav'), { seconds: 0.5, sampleRate: 8000 });
}, 60_000);
afterAll(() => folder.remove());

async function wrong(words: readonly string[]): Promise<string> {
  const { code, stderr } = await runCli(words, { cwd });
  expect(code).not.toBe(0);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr;
}

it('says how to train a model that has no checkpoint', async () => {
  rmSync(join(writeModelFolder(at('untrained')), 'checkpoint'), { recursive: true });
  const said = await wrong(['separate', 'untrained', 'song.wav']);
  expect(said).toContain('untrained/checkpoint/best.safetensors');
  expect(said).toContain('auralflow train untrained DATASET');
  expect(existsSync(at('separated'))).toBe(false);
});

it('names the other checkpoint where there is one', async () => {
  writeModelFolder(at('early'), { checkpoints: ['latest'] });
  expect(await wrong(['export', 'early'])).toContain('-O checkpoint=latest');
  expect((await runCli(['export', 'early', '-O', 'checkpoint=latest'], { cwd })).code).toBe(0);
});

it('tells a checkpoint of another architecture', async () => {
  const other = writeModelFolder(at('other_model'), { model_params: { hidden_channels: 4 } });
  cpSync(join(at('my_model'), 'checkpoint/best.safetensors'), join(other, 'checkpoint/best.safetensors'));
  const said = await wrong(['export', 'other_model']);
  expect(said).toContain('other_model/checkpoint/best.safetensors');
  expect(said).toContain('other_model/config.json');
});

it('names the key that is missing, and the nearest to one that is unknown', async () => {
  const path = join(writeModelFolder(at('keys')), 'config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as { model_params: Record<string, unknown> };
  writeFileSync(path, JSON.stringify({ ...config, model_params: { levels: 2 } }));
  expect(await wrong(['export', 'keys'])).toContain('keys/config.json: model_params.model_type');
  writeFileSync(
    path,
    JSON.stringify({ ...config, model_params: { ...config.model_params, hiden_channels: 3 } }),
  );
  expect(await wrong(['export', 'keys'])).toContain('hidden_channels');
  writeFileSync(path, '{ "model_params": ');
  expect(await wrong(['export', 'keys'])).toContain('JSON');
});

it('tells what is no model folder, and what is missing behind one', async () => {
  mkdirSync(at('empty'));
  expect(await wrong(['test', 'empty', 'songs'])).toContain('no config.json in it');
  expect(await wrong(['separate', '-n', './nowhere', 'song.wav'])).toContain('no such folder');
  expect(await wrong(['separate', 'my_model'])).toContain('auralflow separate my_model song.mp3');
  expect(await wrong(['separate', 'my_model', 'song.wav', '-n', 'hpss'])).toContain('--name');
  expect(await wrong(['separate', 'my_model', 'song.wav', '-O', 'phse=misi'])).toContain('phase');
});

it('tells a damaged checkpoint', async () => {
  const path = join(writeModelFolder(at('cut')), 'checkpoint/best.safetensors');
  writeFileSync(path, readFileSync(path).subarray(0, 400));
  expect(await wrong(['export', 'cut'])).toContain('cut/checkpoint/best.safetensors');
});
