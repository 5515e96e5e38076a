/** Evaluations through the command line: what is written, results that are kept, runs that are stopped, wrong usage. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, filesIn, runCli, startCli, temporaryFolder } from './cli.ts';
import { evaluationIn, quick, writeTrack } from './tracks.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const at = (...parts: string[]): string => join(cwd, ...parts);

/** All numbers, without how long they took. */
function numbersIn(out: string): unknown {
  return evaluationIn(at(out)).tracks.map(({ track, separator, scores, moments }) => ({
    track,
    separator,
    scores,
    moments,
  }));
}

beforeAll(() => {
  ensureBuilt();
  for (const [n, name] of ['one', 'two', 'three'].entries()) writeTrack(at('songs'), name, n + 1);
}, 60_000);
afterAll(() => folder.remove());

describe('auralflow evaluate', () => {
  it('measures, prints a table and writes tables, scores and a report with sound', async () => {
    const words = [
      'evaluate',
      'oracle-irm',
      'songs',
      '-o',
      'out',
      '--metrics',
      'snr',
      '--stems',
      'drums',
      '--limit',
      '2',
      '-j',
      '1',
    ];
    const { code, stdout, stderr } = await runCli([...words, '-q'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^separator +stem +tracks +SNR dB/);
    expect(stdout).toMatch(/oracle-irm +drums +2 +\d/);
    for (const name of ['evaluation.json', 'scores.csv', 'summary.csv', 'report.html']) {
      expect(stdout).toContain(at('out', name));
    }
    const report = readFileSync(at('out/report.html'), 'utf8');
    // The best and the worst of one stem, three sounds each; others that were the best for a while are gone.
    expect(report.match(/<audio /g)).toHaveLength(6);
    expect(report).toContain('auralflow evaluate oracle-irm songs');
    expect(filesIn(at('out/oracle-irm/media'))).toHaveLength(10);

    // What is missing of tracks that are kept is made again.
    rmSync(at('out/oracle-irm/media'), { recursive: true });
    const { stdout: events } = await runCli([...words, '--json'], { cwd });
    expect(events).not.toContain('"type":"done"');
    expect(readFileSync(at('out/report.html'), 'utf8').match(/<audio /g)).toHaveLength(6);
  });

  it('keeps what is done through kill -9, and ends with the same numbers and files', async () => {
    const words = [
      'evaluate',
      'oracle-irm',
      'oracle-ibm',
      'songs',
      '--metrics',
      'snr',
      '--no-report',
      '--json',
    ];
    const { child, sees, result } = startCli([...words, '-o', 'killed', '-j', '1'], { cwd });
    await sees('"type":"done"');
    child.kill('SIGKILL');
    expect((await result).code).toBe('SIGKILL');
    const again = await runCli([...words, '-o', 'killed', '-j', '3'], { cwd });
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('"type":"kept"');
    await runCli([...words, '-o', 'whole', '-j', '1'], { cwd });
    expect(numbersIn('killed')).toEqual(numbersIn('whole'));
    expect(filesIn(at('killed'))).toEqual(filesIn(at('whole')));
  });

  it('measures again what has changed, and only that', async () => {
    const words = ['evaluate', 'oracle-irm', 'changing', '-o', 'changes', '--no-report', '--metrics', 'snr'];
    for (const [n, name] of ['one', 'two'].entries()) writeTrack(at('changing'), name, n + 1);
    await runCli(words, { cwd });
    writeTrack(at('changing'), 'two', 7);
    const { stderr } = await runCli(words, { cwd });
    expect(stderr).toContain('1 done, 1 kept, 0 failed');
    expect((await runCli([...words, '--force'], { cwd })).stderr).toContain('2 done, 0 kept');
    expect(existsSync(at('changes/report.html'))).toBe(false);
  });

  it('stops at Ctrl-C and keeps what is done', async () => {
    const { child, sees, result } = startCli(
      [
        'evaluate',
        'oracle-irm',
        'oracle-mwf',
        'songs',
        '-o',
        'stopped',
        '--metrics',
        'snr',
        '-j',
        '1',
        '--json',
      ],
      { cwd },
    );
    await sees('"type":"done"');
    child.kill('SIGINT');
    expect((await result).code).toBe(130);
    const left = filesIn(at('stopped'));
    expect(left.some((file) => file.startsWith('oracle-irm/'))).toBe(true);
    expect(left.filter((file) => /report|tmp/.test(file))).toEqual([]);
  });

  it('chooses tracks and stems, and a data set may be the stems of one song', async () => {
    const few = await runCli(
      [
        'evaluate',
        'oracle-irm',
        'songs',
        '-o',
        'few',
        '--tracks',
        't',
        '--limit',
        '1',
        '--stems',
        'drums',
        ...quick,
      ],
      { cwd },
    );
    expect(few.code).toBe(0);
    const { tracks, stems } = evaluationIn(at('few'));
    expect([tracks.map(({ track }) => track), stems]).toEqual([['three'], ['drums']]);
    const single = await runCli(['evaluate', 'oracle-irm', 'songs/one', '-o', 'single', ...quick], { cwd });
    expect(single.code).toBe(0);
    expect(evaluationIn(at('single')).tracks).toHaveLength(1);
  });

  it('writes the scores of BSS Eval as museval does, where museval looks for them', async () => {
    const words = [
      'evaluate',
      'oracle-irm',
      'songs/one',
      '-o',
      'museval',
      '--metrics',
      'bss-eval',
      '--no-report',
    ];
    expect((await runCli(words, { cwd })).code).toBe(0);
    const text = readFileSync(at('museval/oracle-irm/museval/test/one.json'), 'utf8');
    const { targets } = JSON.parse(text) as { targets: { name: string; frames: { metrics: object }[] }[] };
    expect(targets.map(({ name }) => name)).toEqual(['drums', 'vocals']);
    expect(Object.keys(targets[0]!.frames[0]!.metrics)).toEqual(['SDR', 'SIR', 'ISR', 'SAR']);
  });

  it('tells tracks apart whose names differ in letters that files cannot have', async () => {
    for (const [n, name] of ['a:b', 'a?b', 'a_b'].entries()) writeTrack(at('alike'), name, n + 1);
    await runCli(['evaluate', 'oracle-irm', 'alike', '-o', 'alike-out', ...quick], { cwd });
    const files = filesIn(at('alike-out/oracle-irm')).filter((file) => !file.includes('/'));
    expect(files).toHaveLength(3);
  });
});

describe('the pages', () => {
  it.each(['evaluate', 'metrics'])('know every option of %s', async (command) => {
    const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    const { stdout } = await runCli([command, '--help']);
    const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map((match) => match[1]!);
    expect(flags.filter((flag) => !page.includes(`\`${flag}`))).toEqual(['--help']);
  });
});

describe('wrong usage', () => {
  it.each([
    [['hpps', 'songs'], 'Did you mean hpss?'],
    [['songs'], 'separators, then the folder of the data set'],
    [['hpss', 'nowhere'], 'nowhere'],
    [['hpss', 'hpss', 'songs'], 'hpss twice'],
    [['hpss:kernl=3', 'songs'], 'Did you mean kernel?'],
    [['hpss', 'songs', '--metrics', 'si-sd'], 'Did you mean si-sdr?'],
    [['hpss', 'songs', '--metrics', 'bss-eval,bss-eval-v3'], 'SDR of bss-eval and of bss-eval-v3'],
    [['hpss', 'songs', '--split', 'test'], 'Leave the split out'],
    [['hpss', 'songs', '--tracks', 'none'], "part of a track's name"],
  ])('is refused before work: %j', async (words, message) => {
    const { code, stderr } = await runCli(['evaluate', ...words, '-o', 'refused', '--no-report'], { cwd });
    expect(stderr).toContain(message);
    expect([1, 2]).toContain(code);
    expect(existsSync(at('refused'))).toBe(false);
  });

  it('is an output folder that cannot be written to', async () => {
    writeFileSync(at('file'), '');
    mkdirSync(at('refused-out'), { recursive: true });
    const { code, stderr } = await runCli(['evaluate', 'oracle-irm', 'songs', '-o', 'file/out', ...quick], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('file/out');
  });
});
