/** Peers: programs of bench/peers that print what they found as JSON. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const peers = fileURLToPath(new URL('../peers/', import.meta.url));

/** What `script` prints when it is run with `words`: with two threads, as many as our side has. */
export function runPeer<Report>(script: string, words: readonly string[] = []): Report {
  const text = execFileSync(`${peers}.venv/bin/python`, [`${peers}${script}`, ...words], {
    env: { ...process.env, OMP_NUM_THREADS: '2' },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(text) as Report;
}
