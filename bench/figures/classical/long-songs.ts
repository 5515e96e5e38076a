/** Every separator on a song of ten minutes, in a process of its own: it works, in bounded memory. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { separatorNames } from '../../../src/zoo/index.ts';
import type { Figure } from '../figure.ts';

const worker = fileURLToPath(new URL('../../classical/long-song.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const mostBytes = 2e9;

const figures: Figure[] = separatorNames().map((name) => ({
  what: `${name}: a stereo song of 10 minutes at 16 kHz`,
  floor: 'finite stems of its length that add up where it says so; at most 2 GB',
  measure: async () => {
    const text = execFileSync(process.execPath, ['--import', 'tsx', worker, name], {
      cwd: root,
      encoding: 'utf8',
    });
    const { seconds, peakBytes, heldBytes, sumError, isSound } = JSON.parse(text) as {
      seconds: number;
      peakBytes: number;
      heldBytes: number;
      sumError: number | null;
      isSound: boolean;
    };
    const heldMb = Math.round(heldBytes / 1e6);
    return {
      measured: `${(600 / seconds).toFixed(0)}x real time, ${(peakBytes / 1e9).toFixed(2)} GB`,
      ok: isSound && (sumError ?? 0) < 1e-5 && peakBytes <= mostBytes,
      note: `one thread; ${heldMb} MB of it are the song and its stems${sumError === null ? '' : `; sum within ${sumError.toExponential(0)}`}`,
    };
  },
}));

export default figures;
