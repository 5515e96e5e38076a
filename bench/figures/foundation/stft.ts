/** The STFT, its inverse and the median filter: equal to torch, librosa and scipy, and how fast beside them. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { istft, medianFilter, type StftOptions, stft, windowNames } from '../../../src/dsp/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import type { Figure } from '../figure.ts';

const workerFile = new URL('../stft-worker.ts', import.meta.url);
const peers = fileURLToPath(new URL('../../peers/', import.meta.url));

/** The Python peer with a folder to exchange arrays in. */
interface Peer {
  file(name: string): string;
  ask(question: Record<string, unknown>): Promise<Record<string, number>>;
}

async function withPeer<T>(work: (peer: Peer) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'stft-figures-'));
  const child: ChildProcess = spawn(`${peers}.venv/bin/python`, [`${peers}stft.py`], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, OMP_NUM_THREADS: '2' },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  try {
    return await work({
      file: (name) => join(folder, name),
      async ask(question) {
        child.stdin!.write(`${JSON.stringify(question)}\n`);
        const { value, done } = await lines.next();
        if (done === true) throw new Error('the peer stopped: run bench/peers/setup');
        return JSON.parse(value) as Record<string, number>;
      },
    });
  } finally {
    child.stdin!.end();
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
}

function writeFloats(path: string, arrays: readonly Float32Array[]): void {
  writeFileSync(
    path,
    Buffer.concat(arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength))),
  );
}

function readFloats(path: string): Float32Array {
  return new Float32Array(Uint8Array.from(readFileSync(path)).buffer);
}

/** Two channels of a chord in noise. */
function music(lengthSamples: number): Float32Array[] {
  const random = createRandom(44100);
  return [0, 1].map((side) =>
    Float32Array.from({ length: lengthSamples }, (_, n) => {
      const chord = Math.sin(n * 0.031) + Math.sin(n * 0.047 + side) + Math.sin(n * 0.39);
      return 0.2 * chord + 0.1 * (random.uniform() * 2 - 1);
    }),
  );
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < b.length; n++) largest = Math.max(largest, Math.abs(a[n]! - b[n]!));
  return largest;
}

const sizes = [2048, 4096, 1536, 6144, 5120, 7680, 882, 441, 15, 1023, 1009];

const accuracy: Figure = {
  what: 'STFT against torch.stft and librosa.stft',
  floor: '<= 1e-5 of the largest bin',
  measure: () =>
    withPeer(async (peer) => {
      const channels = music(44100);
      writeFloats(peer.file('signal'), channels);
      const worst: Record<string, number> = { torch: 0, librosa: 0 };
      for (const library of ['torch', 'librosa']) {
        for (const fftSize of sizes) {
          const hopSize = Math.ceil(fftSize / 4);
          const files = { signal: peer.file('signal'), out: peer.file('bins') };
          const { frames } = await peer.ask({ do: 'spectrogram', library, fftSize, hopSize, ...files });
          const padMode = library === 'torch' ? 'reflect' : 'zeros';
          const spectrogram = stft(channels, { fftSize, hopSize, padMode });
          if (frames !== spectrogram.frameCount) throw new Error(`${library} has ${frames} frames`);
          const bins = readFloats(peer.file('bins'));
          const length = bins.length / 2;
          let largest = 0;
          for (const value of bins) largest = Math.max(largest, Math.abs(value));
          spectrogram.channels.forEach((channel, c) => {
            const difference = largestDifference(channel, bins.subarray(c * length, (c + 1) * length));
            worst[library] = Math.max(worst[library]!, difference / largest);
          });
        }
      }
      return {
        measured: `torch ${worst.torch!.toExponential(1)}, librosa ${worst.librosa!.toExponential(1)}`,
        ok: worst.torch! <= 1e-5 && worst.librosa! <= 1e-5,
        note: `sizes ${sizes.join(', ')}, 1 s stereo, all frames`,
      };
    }),
};

const reconstruction: Figure = {
  what: 'iSTFT(STFT(x)) against x, over sizes, hops, windows and lengths',
  floor: '<= 1e-6 of the peak',
  async measure() {
    let worst = 0;
    let runs = 0;
    for (const fftSize of sizes) {
      for (const parts of [2, 4, 8]) {
        const hopSize = Math.floor(fftSize / parts);
        for (const window of windowNames) {
          for (const length of [1, hopSize - 1, fftSize, 3 * fftSize + hopSize - 1, 30_011]) {
            if (length < 1) continue;
            const [signal] = music(length);
            const [rebuilt] = istft(stft([signal!], { fftSize, hopSize, window }));
            let peak = 0;
            for (const sample of signal!) peak = Math.max(peak, Math.abs(sample));
            worst = Math.max(worst, largestDifference(rebuilt!, signal!) / peak);
            runs++;
          }
        }
      }
    }
    return { measured: worst.toExponential(1), ok: worst <= 1e-6, note: `${runs} combinations` };
  },
};

const speed: Figure = {
  what: 'STFT + iSTFT, 3 min stereo, 4096/1024',
  floor: ">= 3x librosa's speed; aim: torch's",
  measure: () =>
    withPeer(async (peer) => {
      const channels = music(180 * 44100);
      writeFloats(peer.file('signal'), channels);
      await peer.ask({ do: 'load', signal: peer.file('signal') });
      const options = { fftSize: 4096, hopSize: 1024 };
      const workers = channels.map((channel) => startWorker({ channel, options }));
      const runs: Record<string, () => Promise<unknown>> = {
        one: async () => istft(stft(channels, options)),
        two: () => Promise.all(workers.map(transformOnce)),
      };
      const seconds: Record<string, number[]> = { one: [], two: [], torch: [], librosa: [] };
      for (let run = 0; run < 9; run++) {
        for (const [name, transform] of Object.entries(runs)) {
          const start = performance.now();
          await transform();
          if (run >= 2) seconds[name]!.push((performance.now() - start) / 1000);
        }
        for (const library of ['torch', 'librosa']) {
          const answer = await peer.ask({ do: 'time', library, ...options });
          if (run >= 2) seconds[library]!.push(answer.seconds!);
        }
      }
      await Promise.all(workers.map((worker) => worker.terminate()));
      const time = (name: string): number => median(seconds[name]!);
      const ratio = (peerName: string, name: string): string => (time(peerName) / time(name)).toFixed(1);
      return {
        measured: `${ratio('librosa', 'two')}x librosa, ${ratio('torch', 'two')}x torch on two threads`,
        ok: time('librosa') / time('two') >= 3,
        note:
          `memory used again; on one thread and fresh memory ${ratio('librosa', 'one')}x and ${ratio('torch', 'one')}x; ours ${time('two').toFixed(2)} s (one: ` +
          `${time('one').toFixed(2)}), librosa ${time('librosa').toFixed(2)}, torch ${time('torch').toFixed(2)}; median of 7`,
      };
    }),
};

/** A thread that runs stft-worker.ts. A worker thread reads no TypeScript by itself, so it is told to by a line of JavaScript. */
function startWorker(workerData: { channel: Float32Array; options: StftOptions }): Worker {
  const load = `import('tsx/esm/api').then(({ tsImport }) => tsImport('${workerFile}', '${import.meta.url}'));`;
  return new Worker(load, { eval: true, workerData });
}

/** One transform there and back in a worker. */
async function transformOnce(worker: Worker): Promise<unknown> {
  worker.postMessage('run');
  return once(worker, 'message');
}

const medians: Figure = {
  what: 'median filter of 31 values against scipy.ndimage.median_filter',
  floor: 'equal, >= 10x its speed on both axes',
  measure: () =>
    withPeer(async (peer) => {
      const [rows, columns, size] = [2000, 1025, 31];
      const random = createRandom(31);
      const matrix = Float32Array.from({ length: rows * columns }, () => random.uniform() ** 4);
      writeFloats(peer.file('matrix'), [matrix]);
      const parts: string[] = [];
      let ok = true;
      for (const axis of ['rows', 'columns'] as const) {
        const files = { matrix: peer.file('matrix'), out: peer.file('filtered') };
        const theirs = (await peer.ask({ do: 'median', rows, columns, axis, size, ...files })).seconds!;
        const times: number[] = [];
        let filtered: Float32Array = matrix;
        for (let run = 0; run < 9; run++) {
          const start = performance.now();
          filtered = medianFilter(matrix, { rows, columns, axis, size });
          times.push((performance.now() - start) / 1000);
        }
        const ours = median(times.slice(2));
        const equal = largestDifference(filtered, readFloats(peer.file('filtered'))) === 0;
        ok &&= equal && theirs / ours >= 10;
        const each = (ours * 1e9) / matrix.length;
        parts.push(
          `${axis}: ${equal ? 'equal' : 'DIFFERENT'}, ${(theirs / ours).toFixed(0)}x (${each.toFixed(1)} ns a value)`,
        );
      }
      return { measured: parts.join('; '), ok, note: `${rows} x ${columns}, ours on one thread` };
    }),
};

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const figures: Figure[] = [accuracy, reconstruction, speed, medians];
export default figures;
