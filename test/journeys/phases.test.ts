/** Other phases on the command line, for separators and for model folders: in threads as in place, and part of what a manifest says. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/index.ts';
import { createSeparator } from '../../src/zoo/index.ts';
import { writeModelFolder } from '../support/model-folder.ts';
import { ensureBuilt, filesIn, hashOf, runCli, temporaryFolder, writeSong } from './cli.ts';

const folder = temporaryFolder();
const at = (...parts: string[]): string => join(folder.path, ...parts);
const cwd = folder.path;
const hpss = ['separate', 'song.wav', '-n', 'hpss', '--float32', '-q'];

beforeAll(() => {
  ensureBuilt();
  writeModelFolder(at('my_model'));
  writeSong(at('song.wav'), { seconds: 1, sampleRate: 8000 });
}, 60_000);
afterAll(() => folder.remove());

async function decode(path: string): ReturnType<typeof decodeAudio> {
  return await decodeAudio(readFileSync(at(path)));
}

interface Written {
  readonly tracks: readonly [{ readonly separator: { readonly options: unknown } }];
}

describe('auralflow separate --phase', () => {
  it('gives in threads what the library gives in place, and says so in the manifest', async () => {
    const words = ['--phase', 'misi', '--phase-iterations', '2', '-O', 'phase-fft-size=512', '-j', '2'];
    expect((await runCli([...hpss, ...words, '--manifest', '-o', 'misi'], { cwd })).code).toBe(0);
    const options = { phase: 'misi', phaseIterations: 2, phaseFftSize: 512 };
    const stems = await createSeparator('hpss', options).separate(await decode('song.wav'));
    for (const [name, { channels }] of stems) {
      expect((await decode(`misi/hpss/song/${name}.wav`)).channels).toEqual(channels);
    }
    const manifest = JSON.parse(readFileSync(at('misi/hpss/manifest.json'), 'utf8')) as Written;
    expect(manifest.tracks[0].separator.options).toEqual(options);
  });

  it('passes over what was made with the same phases only', async () => {
    const run = async (...words: string[]) => {
      const all = [...hpss.slice(0, -1), '--manifest', '--skip-existing', '-o', 'skip', ...words];
      return (await runCli(all, { cwd })).stderr;
    };
    expect(await run('--phase', 'wiener')).toContain('done in');
    expect(await run('--phase', 'wiener')).toContain('skipped');
    expect(await run('--phase', 'consistent-wiener')).toContain('done in');
  });

  it('refuses a search asked for twice, and rounds of none', async () => {
    const twice = await runCli([...hpss, '--phase', 'misi', '-O', 'phase=wiener'], { cwd });
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('Leave one of them out')]);
    const none = await runCli([...hpss, '--phase-iterations', '3'], { cwd });
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining('Add --phase and one of griffin-lim'),
    ]);
  });

  it('works with a model folder, in its graph and around it', async () => {
    const made = new Set<string>();
    for (const phase of ['mixture', 'griffin-lim', 'wiener']) {
      const words = ['separate', 'my_model', 'song.wav', '--phase', phase, '--phase-iterations', '2'];
      const { code, stderr } = await runCli([...words, '--float32', '-q', '-o', `model-${phase}`], { cwd });
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(filesIn(at(`model-${phase}`))).toEqual(['tiny/song/vocals.wav']);
      made.add(hashOf(at(`model-${phase}`, 'tiny/song/vocals.wav')));
    }
    expect(made.size).toBe(3);
  });

  it('refuses unknown methods and rounds out of range', async () => {
    const wrong = async (...words: string[]) => {
      const { code, stderr } = await runCli([...hpss, ...words], { cwd });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await wrong('--phase', 'mizi')).toContain('Did you mean misi');
    expect(await wrong('--phase', 'misi', '--phase-iterations', '-1')).toContain('--phase-iterations');
    expect(await wrong('--phase', 'misi', '-O', 'phase-fft-size=3')).toContain('fftSize');
  });
});
