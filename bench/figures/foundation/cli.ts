/** How fast the command line answers: `auralflow --help`, from start to exit. */

import { execFileSync } from 'node:child_process';
import { cliPath, ensureBuilt } from '../../../test/journeys/cli.ts';
import type { Figure, Measurement } from '../figure.ts';

const runs = 21;
const floorMilliseconds = 150;

async function measure(): Promise<Measurement> {
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

const figures: readonly Figure[] = [
  { what: '`auralflow --help`', floor: `<= ${floorMilliseconds} ms`, measure },
];

export default figures;
