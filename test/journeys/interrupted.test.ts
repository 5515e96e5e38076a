/** Runs that are stopped, killed, taken up again, or need not be done again. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, filesIn, hashesOf, runCli, startCli, temporaryFolder, writeSong } from './cli.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const at = (...parts: string[]): string => join(cwd, ...parts);

/** Cut into short pieces and done three times over, so that there is a middle to stop in. */
const slow = ['long.wav', '-n', 'hpss', '--segment', '1', '--shifts', '3', '-j', '1', '--json'];

beforeAll(() => {
  ensureBuilt();
  writeSong(at('song.wav'), { seconds: 0.5 });
  writeSong(at('long.wav'), { seconds: 30, sampleRate: 44100 });
}, 60_000);
afterAll(() => folder.remove());

/** Starts the slow run into `out`, and stops it once its journal has gone on. */
async function stopInTheMiddle(
  out: string,
  { signal, words = [] }: { readonly signal: NodeJS.Signals; readonly words?: readonly string[] },
): Promise<number | string> {
  const before = samplesDone(out);
  const { child, result } = startCli([...slow, '-o', out, ...words], { cwd });
  let ended = false;
  void result.then(() => (ended = true));
  while (!ended && samplesDone(out) <= before) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill(signal);
  return (await result).code;
}

/** What the only journal below `out` says. */
function samplesDone(out: string): number {
  const journal = filesIn(at(out)).find((file) => file.endsWith('/journal.json'));
  if (journal === undefined) return 0;
  return (JSON.parse(readFileSync(at(out, journal), 'utf8')) as { samplesDone: number }).samplesDone;
}

describe('an interrupted run', () => {
  it('goes on after kill -9 and ends with the bytes of an undisturbed one', async () => {
    expect((await runCli([...slow, '-o', 'whole'], { cwd })).code).toBe(0);
    for (let kill = 0; kill < 2; kill++) {
      const words = kill === 0 ? [] : ['--resume'];
      expect(await stopInTheMiddle('killed', { signal: 'SIGKILL', words })).toBe('SIGKILL');
      expect(filesIn(at('killed')).every((file) => file.startsWith('.auralflow/'))).toBe(true);
    }
    const { code, stdout } = await runCli([...slow, '-o', 'killed', '--resume'], { cwd });
    expect(code).toBe(0);
    const resumed = /"resumedSeconds":([\d.]+)/.exec(stdout)?.[1];
    expect(Number(resumed)).toBeGreaterThan(0);
    expect(hashesOf(at('killed'))).toEqual(hashesOf(at('whole')));
  }, 60_000);

  it('starts over when settings have changed, and without --resume', async () => {
    await stopInTheMiddle('changed', { signal: 'SIGKILL' });
    const other = await runCli([...slow, '-o', 'changed', '--resume', '--duration', '1'], { cwd });
    expect(other.stdout).toContain('"resumedSeconds":0');
    expect(filesIn(at('changed'))).toEqual(['hpss/long/harmonic.wav', 'hpss/long/percussive.wav']);
  }, 60_000);

  it('leaves nothing after Ctrl-C, or its work folder with --resume', async () => {
    expect(await stopInTheMiddle('stopped', { signal: 'SIGINT' })).toBe(130);
    expect(filesIn(at('stopped'))).toEqual([]);
    expect(await stopInTheMiddle('stopped', { signal: 'SIGTERM', words: ['--resume'] })).toBe(143);
    const left = filesIn(at('stopped'));
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((file) => file.startsWith('.auralflow/'))).toBe(true);
  }, 60_000);
});

describe('a finished run', () => {
  it('is passed over with --skip-existing, as long as the manifest agrees', async () => {
    const words = ['song.wav', '-n', 'hpss', '-o', 'done', '--manifest', '--skip-existing'];
    expect((await runCli(words, { cwd })).stderr).toContain('done in');
    const stem = at('done/hpss/song/harmonic.wav');
    const before = statSync(stem).mtimeMs;
    expect((await runCli(words, { cwd })).stderr).toContain(
      'skipped: its outputs exist and the manifest agrees',
    );
    expect(statSync(stem).mtimeMs).toBe(before);
    expect((await runCli([...words, '--int24'], { cwd })).stderr).toContain('done in');
    writeSong(at('song.wav'), { seconds: 0.4 });
    expect((await runCli([...words, '--int24'], { cwd })).stderr).toContain('done in');
  });

  it('is described by its manifest', async () => {
    expect(
      (await runCli(['song.wav', '-n', 'hpss', '-o', 'told', '--manifest=told.json', '-q'], { cwd })).code,
    ).toBe(0);
    const manifest = JSON.parse(readFileSync(at('told.json'), 'utf8')) as {
      tracks: Record<string, unknown>[];
    };
    expect(manifest).toMatchObject({ version: 1, tool: { name: 'auralflow' } });
    expect(manifest.tracks).toEqual([
      expect.objectContaining({
        input: expect.objectContaining({
          path: at('song.wav'),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        }),
        separator: { name: 'hpss', options: {} },
        gain: 1,
        peaks: { harmonic: expect.any(Number), percussive: expect.any(Number) },
        outputs: {
          harmonic: expect.objectContaining({ path: 'told/hpss/song/harmonic.wav' }),
          percussive: expect.objectContaining({ path: 'told/hpss/song/percussive.wav' }),
        },
      }),
    ]);
    expect(existsSync(at('told/.auralflow'))).toBe(false);
  });
});
