/** Damaged files: 2 000 of them over all formats, decoded in a child process whose time and memory are watched. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../figure.ts';
import type { HostileReport } from '../hostile-child.ts';

const count = 2000;
const maxMemoryBytes = 256 * 2 ** 20;
/** Node itself with its compiled modules, before any file is opened, and what its collector may leave lying about. */
const processBytes = 200 * 2 ** 20;
const hangMilliseconds = 10_000;
const goodOutcomes = ['decoded', 'FormatError', 'LimitError'];

const figure: Figure = {
  what: `hostile inputs: truncated, bit-flipped, zeroed, absurd headers, … ${count} mutations over all formats`,
  floor: 'a clear error or a sound decode; no crash, no hang over 10 s, no memory beyond the limit',
  async measure() {
    const { reports, failures } = await runAll();
    const bad = reports.filter(({ outcome }) => !goodOutcomes.includes(outcome));
    const tally = new Map<string, number>();
    for (const { outcome } of reports) tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
    const slowest = Math.max(...reports.map(({ milliseconds }) => milliseconds));
    const peakBytes = Math.max(...reports.map(({ rssBytes }) => rssBytes));
    const examples = [...failures, ...bad.slice(0, 5).map((report) => JSON.stringify(report))];
    return {
      measured:
        `${[...tally].map(([outcome, times]) => `${times} ${outcome}`).join(', ')}; ${failures.length} crashes or hangs; ` +
        `slowest ${(slowest / 1000).toFixed(2)} s; peak ${Math.round(peakBytes / 2 ** 20)} MiB`,
      ok:
        reports.length === count &&
        bad.length === 0 &&
        failures.length === 0 &&
        slowest < hangMilliseconds &&
        peakBytes < maxMemoryBytes + processBytes,
      note: examples.length === 0 ? `limit ${maxMemoryBytes / 2 ** 20} MiB of sound` : examples.join(' | '),
    };
  },
};

export default [figure];

/** Runs all seeds; after a crash or a hang the next child goes on behind it. */
async function runAll(): Promise<{ reports: HostileReport[]; failures: string[] }> {
  const reports: HostileReport[] = [];
  const failures: string[] = [];
  for (let seed = 0; seed < count; ) {
    const failure = await runFrom(seed, reports);
    seed = (reports.at(-1)?.seed ?? seed - 1) + 1;
    if (failure === undefined) break;
    failures.push(`seed ${seed}: ${failure}`);
    seed++;
  }
  return { reports, failures };
}

function runFrom(seed: number, reports: HostileReport[]): Promise<string | undefined> {
  const child = fork(
    fileURLToPath(new URL('../hostile-child.ts', import.meta.url)),
    [seed, count - seed, maxMemoryBytes].map(String),
    { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      printed = (printed + text).slice(0, 500);
    });
  }
  return new Promise((resolve) => {
    let hung = false;
    const onHang = (): void => {
      hung = true;
      child.kill('SIGKILL');
    };
    // The first wait covers starting Node and compiling.
    let timer = setTimeout(onHang, 3 * hangMilliseconds);
    child.on('message', (report) => {
      reports.push(report as HostileReport);
      clearTimeout(timer);
      timer = setTimeout(onHang, hangMilliseconds);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      // A library that prints is wrong too.
      if (hung) resolve('hang');
      else if (code !== 0) resolve(`exit ${code}: ${printed}`);
      else resolve(printed === '' ? undefined : `printed: ${printed}`);
    });
  });
}
