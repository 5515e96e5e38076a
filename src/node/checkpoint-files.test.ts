/** Checkpoints on the disk: they come back bit for bit, and damaged ones are told by their file. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeSafetensors, floatTensor, type Tensor } from '../tensor/index.ts';
import { configTemplate, type EpochRecord, type RunState } from '../train/index.ts';
import { FormatError } from '../util/index.ts';
import { latestPath, readLatest, saveBest, saveLatest, sweepCheckpoints } from './checkpoint-files.ts';

const config = configTemplate('SpectrogramNetSimple');
const weights = new Map<string, Tensor>([['a.weight', floatTensor([2], [0.1, -0])]]);
const record: EpochRecord = {
  epoch: 1,
  trainLoss: 0.1 + 0.2,
  validation: { loss: 1 / 3, siSdr: null, mixtureSiSdr: null },
  learningRate: 1e-3,
  isBest: true,
};
const state: RunState = {
  training: {
    tensors: new Map([['weights/a.weight', floatTensor([2], [0.1, -0])]]),
    progress: {
      format: 'auralflow-training-state',
      version: 1,
      batchCount: 3,
      updateCount: 3,
      accumulatedCount: 0,
      averageCount: 0,
      seed: 7,
      optimizer: { name: 'adamw', settings: {} },
      schedule: null,
      epochSchedule: null,
    },
  },
  position: {
    format: 'auralflow-run',
    version: 1,
    epoch: 1,
    batch: 2,
    stepCount: 5,
    skippedCount: 0,
    skippedInRow: 0,
    lossSum: 0.1 + 0.7,
    lossCount: 2,
    best: 1 / 3,
    badEpochs: 0,
    plateaus: 0,
    end: null,
    history: [record],
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auralflow-checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the latest checkpoint', () => {
  it('comes back as it was', async () => {
    expect(await readLatest(folder)).toBeUndefined();
    await saveLatest(folder, { state, config });
    expect(await readLatest(folder)).toEqual({ state, config: JSON.parse(JSON.stringify(config)) });
  });

  it('is the same bytes for the same state', async () => {
    await saveLatest(folder, { state, config });
    const first = readFileSync(latestPath(folder));
    await saveLatest(folder, { state, config });
    expect(readFileSync(latestPath(folder)).equals(first)).toBe(true);
  });

  it('is refused by its name wherever it is cut off', async () => {
    await saveLatest(folder, { state, config });
    const whole = readFileSync(latestPath(folder));
    for (let length = 0; length < whole.length; length += 97) {
      writeFileSync(latestPath(folder), whole.subarray(0, length));
      await expect(readLatest(folder)).rejects.toThrow(FormatError);
      await expect(readLatest(folder)).rejects.toThrow('latest.safetensors');
    }
  });

  it('is refused where it holds weights alone', async () => {
    await saveBest(folder, { weights, record, config });
    writeFileSync(latestPath(folder), readFileSync(join(folder, 'checkpoint/best.safetensors')));
    await expect(readLatest(folder)).rejects.toThrow(FormatError);
  });
});

describe('the best checkpoint', () => {
  it('holds weights by their own names', async () => {
    await saveBest(folder, { weights, record, config });
    const { tensors, metadata } = decodeSafetensors(
      readFileSync(join(folder, 'checkpoint/best.safetensors')),
    );
    expect(Object.keys(tensors)).toEqual(['a.weight']);
    expect(JSON.parse(metadata.record!)).toEqual(record);
  });

  it('is left where a killed write is swept away', async () => {
    await saveBest(folder, { weights, record, config });
    writeFileSync(join(folder, 'checkpoint/.auralflow-0123456789ab.tmp'), 'half');
    await sweepCheckpoints(folder);
    expect(readdirSync(join(folder, 'checkpoint'))).toEqual(['best.json', 'best.safetensors']);
  });
});
