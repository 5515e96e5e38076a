/** The programs under examples/node run on the example song, with the built package. */

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const song = join(root, 'examples/song/bass.flac');
const run = promisify(execFile);
const loader = join(root, 'node_modules/tsx/dist/esm/index.mjs');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'auralflow-examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function runExample(name: string, ...words: readonly string[]): Promise<string> {
  const program = join(root, 'examples/node', name);
  const { stdout } = await run(process.execPath, ['--import', loader, program, ...words], { cwd: folder });
  return stdout.trim();
}

describe('the examples for Node', () => {
  it('separate a file', async () => {
    const stdout = await runExample('separate-a-file.ts', song);
    expect(stdout).toContain('vocals.flac');
    expect(existsSync(join(folder, 'separated/hpss-vocals/bass/drums.flac'))).toBe(true);
  });

  it('make a karaoke version', async () => {
    const path = await runExample('karaoke.ts', song);
    expect(path).toBe(join(folder, 'separated/center/bass/minus_vocals.mp3'));
    expect(existsSync(path)).toBe(true);
  });

  it('read a separation as a stream', async () => {
    const lines = (await runExample('stream.ts', song)).split('\n');
    expect(lines.length).toBe(20);
    expect(lines[0]).toMatch(/^0 s +-\d+\.\d dB/);
  });

  it('show progress and stop on a signal', async () => {
    expect(await runExample('progress-and-cancel.ts', song)).toBe('harmonic 20.00 s\npercussive 20.00 s');
  });

  it('train one of our networks in a loop of their own', async () => {
    const lines = (await runExample('own-loop.ts')).split('\n');
    const [first, last] = [lines.at(0), lines.at(-2)].map((line) => Number(/loss (.+)/.exec(line!)![1]));
    expect(last!).toBeLessThan(first! / 2);
    const [mixed, separated] = /(\S+) dB SI-SDR mixed, (\S+) dB/.exec(lines.at(-1)!)!.slice(1).map(Number);
    expect(separated!).toBeGreaterThan(mixed! + 8);
  });

  it('train a network of their own in our trainer', async () => {
    const lines = (await runExample('own-network.ts')).split('\n');
    expect(lines).toHaveLength(5);
    const [best, mixed] = /best: (\S+) dB, (\S+) dB/.exec(lines.at(-1)!)!.slice(1).map(Number);
    expect(best!).toBeGreaterThan(mixed! + 4);
  });

  it('play a song as a game console would', async () => {
    const mixture = join(root, 'examples/song/mixture.flac');
    const stdout = await runExample('eight-bit.ts', mixture, 'chiptune.wav');
    expect(stdout).toMatch(/^chiptune.wav: 1200 ticks, melody in 1\d{3} of them$/);
    expect(existsSync(join(folder, 'chiptune.wav'))).toBe(true);
  });

  it('say what is wrong with a file', async () => {
    const noSong = join(root, 'package.json');
    const failure = await runExample('progress-and-cancel.ts', noSong).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 1, stderr: expect.stringContaining('package.json: expected') });
  });
});
