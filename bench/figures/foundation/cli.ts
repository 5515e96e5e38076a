/** How fast the command line answers, and what it does on a full disk. */

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  cliPath,
  ensureBuilt,
  filesIn,
  runCli,
  songPcm,
  temporaryFolder,
  writeSong,
} from '../../../test/journeys/cli.ts';
import type { Figure, Measurement } from '../figure.ts';

const runs = 21;
const floorMilliseconds = 150;

async function measureStart(): Promise<Measurement> {
  ensureBuilt();
  const help = (): void => void execFileSync(process.execPath, [cliPath, '--help'], { stdio: 'pipe' });
  const bare = (): void => void execFileSync(process.execPath, ['-e', '0'], { stdio: 'pipe' });
  help();
  const helpTimes: number[] = [];
  const bareTimes: number[] = [];
  for (let run = 0; run < runs; run++) {
    helpTimes.push(milliseconds(help));
    bareTimes.push(milliseconds(bare));
  }
  const median = medianOf(helpTimes);
  return {
    measured: `${median.toFixed(0)} ms`,
    ok: median <= floorMilliseconds,
    note: `median of ${runs} runs; bare Node takes ${medianOf(bareTimes).toFixed(0)} ms here`,
  };
}

function milliseconds(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** A disk of 4 MB, full before the work (which is seen beforehand) and in the middle of it (a pipe has no length). */
async function measureFullDisk(): Promise<Measurement> {
  ensureBuilt();
  const folder = temporaryFolder();
  const disk = join(folder.path, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'pipe' });
  } catch {
    folder.remove();
    return { measured: 'not measured', ok: false, note: 'mounting a small tmpfs needs root' };
  }
  try {
    const shape = { sampleRate: 44100, seconds: 30 };
    const song = writeSong(join(folder.path, 'song.wav'), shape);
    const out = join(disk, 'out');
    const raw = ['--pcm', 's16le', '--rate', '44100'];
    const before = await runCli([song, '-n', 'hpss', '-o', out]);
    const during = await runCli(['-', ...raw, '-n', 'hpss', '-o', out], { input: songPcm(shape) });
    const runs = [before, during];
    const clear = runs.filter(({ code, stderr }) => code === 1 && /free space|full disk/.test(stderr));
    const left = filesIn(disk);
    return {
      measured: `${clear.length} of ${runs.length} clear errors, ${left.length} files left`,
      ok: clear.length === runs.length && left.length === 0,
      note: runs
        .map(({ stderr }) => stderr.trim().split('\n').at(-1)?.replaceAll(folder.path, '…'))
        .join(' / '),
    };
  } finally {
    execFileSync('umount', [disk]);
    folder.remove();
  }
}

const figures: readonly Figure[] = [
  { what: '`auralflow --help`', floor: `<= ${floorMilliseconds} ms`, measure: measureStart },
  {
    what: 'a full disk, before and in the middle of the work',
    floor: 'a clear error, exit code 1, nothing left',
    measure: measureFullDisk,
  },
];

export default figures;
