/** Killed at random moments, a run is taken up again and ends with the same bytes; half files never bear a final name. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../../src/util/index.ts';
import {
  ensureBuilt,
  filesIn,
  hashesOf,
  hashOf,
  runCli,
  startCli,
  temporaryFolder,
  writeSong,
} from '../../../test/journeys/cli.ts';
import type { Figure, Measurement } from '../figure.ts';

const kills = 20;
const seed = 20;

/** Two songs, so that moments between tracks are hit too; long enough that most kills fall into the separation. */
const words = [
  'one.wav',
  'two.wav',
  '-n',
  'hpss-vocals',
  '--segment',
  '2',
  '-j',
  '2',
  '--flac',
  '-o',
  'out',
  '--resume',
  '-q',
];

async function measure(): Promise<Measurement> {
  ensureBuilt();
  const folder = temporaryFolder();
  const cwd = folder.path;
  const out = join(cwd, 'out');
  try {
    writeSong(join(cwd, 'one.wav'), { sampleRate: 44100, seconds: 60 });
    writeSong(join(cwd, 'two.wav'), { sampleRate: 44100, seconds: 30, amplitude: 1.6 });
    const startedAt = performance.now();
    await run(words, cwd);
    const fullMilliseconds = performance.now() - startedAt;
    const undisturbed = hashesOf(out);
    const random = createRandom(seed);
    let partial = 0;
    let different = 0;
    let resumedWork = 0;
    for (let kill = 0; kill < kills; kill++) {
      rmSync(out, { recursive: true, force: true });
      // The first run is not told that it will be resumed: any run can be.
      const { child, result } = startCli(
        words.filter((word) => word !== '--resume'),
        { cwd },
      );
      const timer = setTimeout(() => child.kill('SIGKILL'), random.uniform() * fullMilliseconds);
      await result;
      clearTimeout(timer);
      for (const file of finalFiles(out)) {
        if (hashOf(join(out, file)) !== undisturbed.get(file)) partial++;
      }
      const resumed = await run([...words.filter((word) => word !== '-q'), '--json'], cwd);
      if (/"resumedSeconds":(?!0[,}])/.test(resumed)) resumedWork++;
      const finished = hashesOf(out);
      const same = [...undisturbed].every(([file, hash]) => finished.get(file) === hash);
      if (!same || finished.size !== undisturbed.size) different++;
    }
    return {
      measured: `${kills} kills: ${kills - different} equal, ${partial} partial files`,
      ok: different === 0 && partial === 0 && resumedWork > kills / 4,
      note: `${resumedWork} of ${kills} went on from a journal; an undisturbed run takes ${(fullMilliseconds / 1000).toFixed(1)} s; ${undisturbed.size} files`,
    };
  } finally {
    folder.remove();
  }
}

/** What stands under a name that a user would take for finished. */
function finalFiles(out: string): string[] {
  return filesIn(out).filter((file) => !file.split('/').some((part) => part.startsWith('.')));
}

async function run(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, { cwd });
  if (code !== 0) throw new Error(`auralflow ended with ${code}: ${stderr}`);
  return stdout;
}

const figures: readonly Figure[] = [
  {
    what: 'kill -9 at 20 random moments, then --resume: final files equal those of an undisturbed run; never a partial file under a final name',
    floor: 'all equal, none partial',
    measure,
  },
];

export default figures;
