/** Evaluations of model folders, beside separators and oracles. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyConfig, writeModelFolder } from '../support/model-folder.ts';
import { ensureBuilt, runCli, temporaryFolder } from './cli.ts';
import { evaluationIn, quick, writeTrack } from './tracks.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const at = (...parts: string[]): string => join(cwd, ...parts);

beforeAll(() => {
  ensureBuilt();
  writeModelFolder(at('my_model'), { checkpoints: ['best', 'latest'] });
  for (const [n, name] of ['one', 'two'].entries()) writeTrack(at('songs'), name, n + 1);
}, 60_000);
afterAll(() => folder.remove());

async function evaluate(...words: readonly string[]): ReturnType<typeof runCli> {
  return await runCli(['evaluate', ...words, ...quick], { cwd });
}

describe('auralflow evaluate with a model folder', () => {
  it('measures it beside a separator, each under its name', async () => {
    const sources = ['my_model', 'last=my_model:checkpoint=latest,overlap=0.5', 'hpss-vocals'];
    const { code, stderr, stdout } = await evaluate(...sources, 'songs', '-o', 'out');
    expect([code, stderr]).toEqual([0, '']);
    for (const label of ['my_model', 'last', 'hpss-vocals']) {
      expect(stdout).toMatch(new RegExp(`^${label} +vocals +2 `, 'm'));
    }
    const { tracks } = evaluationIn(at('out'));
    expect(tracks.filter(({ separator }) => separator === 'my_model')).toHaveLength(2);
  });

  it('measures again what the model has learnt since', async () => {
    const scores = () => evaluationIn(at('again')).tracks.map(({ scores }) => scores);
    expect((await evaluate('my_model', 'songs', '-o', 'again')).code).toBe(0);
    const before = scores();
    expect((await evaluate('my_model', 'songs', '-o', 'again')).code).toBe(0);
    expect(scores()).toEqual(before);
    writeModelFolder(at('my_model'), { checkpoints: ['best', 'latest'], seed: 5 });
    expect((await evaluate('my_model', 'songs', '-o', 'again')).code).toBe(0);
    expect(scores()).not.toEqual(before);
  });

  it('refuses what it cannot measure before it begins', async () => {
    mkdirSync(at('untrained'));
    writeFileSync(at('untrained/config.json'), JSON.stringify(tinyConfig()));
    const untrained = await evaluate('untrained', 'songs', '-o', 'none');
    expect(untrained.code).toBe(1);
    expect(untrained.stderr).toContain('auralflow train');

    const misspelt = await evaluate('my_model:checkpont=latest', 'songs', '-o', 'none');
    expect(misspelt.code).toBe(2);
    expect(misspelt.stderr).toContain('checkpoint');
  });
});
