/** What a model folder holds for others, read by those others: event files by TensorBoard, exported models by Python's ONNX Runtime. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { networkNames } from '../../../src/models/index.ts';
import { exportModelFolder, loadModelFolder, openEventLog } from '../../../src/node/index.ts';
import { decodeNpy, encodeNpy, floatTensor } from '../../../src/tensor/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import { writeModelFolder } from '../../../test/support/model-folder.ts';
import type { Figure, Measurement } from '../figure.ts';

const peers = fileURLToPath(new URL('../../peers/', import.meta.url));

/** Runs a peer and reads its last line as JSON. */
function askPeer<T>(script: string, folder: string): T {
  const output = execFileSync(`${peers}.venv/bin/python`, [`${peers}${script}`, folder], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.trim().split('\n').at(-1)!) as T;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'toolkit-figures-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Read = Readonly<
  Record<
    'scalars' | 'images' | 'audio' | 'histograms',
    Readonly<Record<string, readonly (readonly unknown[])[]>>
  >
>;

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a file of each kind of event, two runs of which the second goes on from step 61, and compares what TensorBoard reads. */
async function events(folder: string): Promise<Measurement> {
  const random = createRandom(21);
  const wanted: [string, unknown, unknown][] = [];
  const scalars = Array.from({ length: 100 }, () => Math.fround(random.normal()));
  const values = Float32Array.from(
    { length: 5000 },
    () => random.normal() * 10 ** (6 * random.uniform() - 6),
  );
  const audio = { sampleRate: 22050, channels: [0, 1].map(() => new Float32Array(2205).fill(0.25)) };
  const pixels = Uint8Array.from({ length: 3 * 20 * 30 }, (_, n) => n % 256);
  const first = await openEventLog(folder);
  for (let n = 0; n < 80; n++) await first.scalar('loss/iter', scalars[n]!, n + 1);
  await first.histogram('weights/ä', values, 40);
  await first.audio('vocals/estimate', audio, 41);
  await first.image('spectrogram', { width: 30, height: 20, data: pixels }, 42);
  await first.close();
  const second = await openEventLog(folder, { startStep: 61 });
  for (let n = 60; n < 100; n++) await second.scalar('loss/iter', scalars[n]!, n + 1);
  await second.close();

  const read = askPeer<Read>('event_files.py', folder);
  const written = readFileSync(first.path);
  const png = written.subarray(written.indexOf('\x89PNG', 0, 'latin1'));
  const pngLength = png.indexOf('IEND') + 8;
  const wav = written.subarray(written.indexOf('RIFF'));
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  wanted.push(
    ['scalars', read.scalars, { 'loss/iter': scalars.map((value, n) => [n + 1, value]) }],
    ['images', read.images, { spectrogram: [[42, 30, 20, sha(png.subarray(0, pngLength))]] }],
    [
      'audio',
      read.audio,
      {
        'vocals/estimate': [[41, 22050, 2205, 'audio/wav', sha(wav.subarray(0, wav.readUInt32LE(4) + 8))]],
      },
    ],
    [
      'histograms',
      read.histograms,
      { 'weights/ä': [[40, Math.min(...values), Math.max(...values), 5000, sum, squares, 5000]] },
    ],
  );
  const wrong = wanted.filter(([, got, expected]) => JSON.stringify(got) !== JSON.stringify(expected));
  const count = scalars.length + 3;
  return {
    measured:
      wrong.length === 0 ? `${count} of ${count} equal` : `${wrong.map(([name]) => name).join(', ')} differ`,
    ok: wrong.length === 0,
    note: '100 scalars in two runs, the second from step 61; a picture, a sound and a histogram, by TensorBoard 2.21',
  };
}

/** Every network, tiny, stereo, two targets: the separator here, the exported file in Python. */
async function exported(folder: string): Promise<Measurement> {
  const random = createRandom(22);
  const ours = new Map<string, Float32Array>();
  for (const name of networkNames()) {
    const model_params = { model_type: name, levels: 2, hidden_channels: 2 };
    const dataset_params = { num_channels: 2, targets: ['vocals', 'drums'], sample_length: 0.25 };
    const path = writeModelFolder(join(folder, 'folders', name), { model_params, dataset_params });
    const model = await loadModelFolder(path, { device: 'cpu', threads: 2 });
    const samples = model.folder.model.shape.samples;
    const mixture = Float32Array.from({ length: 2 * samples }, () => 0.3 * random.normal());
    const channels = [mixture.subarray(0, samples), mixture.subarray(samples)];
    const stems = await model.separator.separate({ sampleRate: 8000, channels });
    await model.close();
    const estimates = [...stems.values()].flatMap((stem) => stem.channels);
    ours.set(name, Float32Array.from(estimates.flatMap((channel) => [...channel])));
    await exportModelFolder(path, { out: join(folder, `${name}.onnx`) });
    writeFileSync(join(folder, `${name}.npy`), encodeNpy(floatTensor([1, 2, samples], mixture)));
  }
  const facts = askPeer<Readonly<Record<string, { domains: string[]; metadata: Record<string, string> }>>>(
    'exported_model.py',
    folder,
  );
  let worst = 0;
  const foreign: string[] = [];
  for (const [name, own] of ours) {
    const theirs = decodeNpy(readFileSync(join(folder, `${name}.out.npy`))).data as Float32Array;
    const largest = own.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
    own.forEach((value, n) => {
      worst = Math.max(worst, Math.abs(value - theirs[n]!) / largest);
    });
    const { domains, metadata } = facts[name]!;
    if (domains.join() !== '' || metadata.model_type !== name || metadata.sample_rate !== '8000')
      foreign.push(name);
  }
  const isRight = worst <= 1e-5 && foreign.length === 0;
  return {
    measured: worst.toExponential(1),
    ok: isRight,
    note:
      foreign.length === 0
        ? `largest difference relative to the peak, ${ours.size} networks, onnxruntime in Python; standard ops only, checked by onnx`
        : `other domains or metadata: ${foreign.join(', ')}`,
  };
}

const figures: Figure[] = [
  {
    what: 'event files of a run, read by the TensorBoard package: scalars, images, sounds, histograms',
    floor: 'all equal',
    measure: () => inFolder(events),
  },
  {
    what: 'exported models in Python against the separator that they were exported from',
    floor: '<= 1e-5',
    measure: () => inFolder(exported),
  },
];
export default figures;
