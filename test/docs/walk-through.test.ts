/** docs/walk-through.md does what it says: its programs are written, its commands run one after the other, and the vocals come out better than the mixture. */

import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/index.ts';
import { siSdr } from '../../src/metrics/index.ts';
import { cliPath, ensureBuilt, filesIn, temporaryFolder } from '../journeys/cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/walk-through.md'), 'utf8');
const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);

beforeAll(() => {
  ensureBuilt();
  mkdirSync(at('node_modules'));
  symlinkSync(root, at('node_modules/auralflow'));
  mkdirSync(at('bin'));
  writeFileSync(at('bin/auralflow'), `#!/bin/sh\nexec '${process.execPath}' '${cliPath}' "$@"\n`);
  chmodSync(at('bin/auralflow'), 0o755);
}, 60_000);
afterAll(() => folder.remove());

/** The page's blocks of commands and programs, in order. */
function blocks(): readonly { readonly language: string; readonly text: string }[] {
  return [...page.matchAll(/^```(sh|js)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language: language!,
    text: text!,
  }));
}

/** Runs a block of commands and gives what they print; installing is what the test's folder stands for. */
async function runCommands(text: string): Promise<string> {
  if (text.startsWith('npm install')) return '';
  const PATH = [at('bin'), join(process.execPath, '..'), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH, NO_COLOR: '1' };
  const { stdout } = await promisify(execFile)('/bin/sh', ['-e', '-c', text], { cwd: folder.path, env });
  return stdout;
}

async function decode(path: string): ReturnType<typeof decodeAudio> {
  return await decodeAudio(readFileSync(at(path)));
}

it('goes from nothing to separated vocals', async () => {
  const said: string[] = [];
  for (const { language, text } of blocks()) {
    if (language === 'sh') said.push(await runCommands(text));
    else writeFileSync(at(/^\/\/ (\S+\.mjs)$/m.exec(text)![1]!), text);
  }
  expect(said.at(-1)).toBe('2 channels of vocals\n');
  expect(filesIn(at('my_model')).map((path) => path.replace(/^runs\/.*/, 'runs/'))).toEqual(
    expect.arrayContaining([
      'checkpoint/best.safetensors',
      'checkpoint/latest.safetensors',
      'config.json',
      'evaluation.csv',
      'my_model.onnx',
      'report.html',
      'runs/',
    ]),
  );
  const [song, truth, vocals, residual] = await Promise.all(
    [
      ...['mixture', 'vocals'].map((name) => `songs/test/song-0/${name}.wav`),
      ...['vocals', 'residual'].map((name) => `separated/my_model/mixture/${name}.wav`),
    ].map(decode),
  );
  expect(siSdr(truth!.channels, vocals!.channels)).toBeGreaterThan(
    siSdr(truth!.channels, song!.channels) + 3,
  );
  const sum = vocals!.channels[0]!.map((value, n) => value + residual!.channels[0]![n]!);
  const worst = sum.reduce((most, value, n) => Math.max(most, Math.abs(value - song!.channels[0]![n]!)), 0);
  expect(worst).toBeLessThan(2 ** -14);
}, 120_000);
