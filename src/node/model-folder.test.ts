import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tinyConfig, writeModelFolder } from '../../test/support/model-folder.ts';
import { randomWeights } from '../../test/support/models.ts';
import { encodeSafetensors } from '../tensor/index.ts';
import { configuredModel } from '../train/index.ts';
import { ArgumentError, HostError } from '../util/index.ts';
import { isModelFolder } from './is-model-folder.ts';
import { readModelConfig, readModelFolder } from './model-folder.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'auralflow-model-'));
  folder = writeModelFolder(join(root, 'model'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Puts tensors of another seed, under names with a prefix, into a checkpoint. */
function writeState(name: string, seeds: Readonly<Record<string, number>>): void {
  const model = configuredModel(tinyConfig());
  const tensors = Object.entries(seeds).flatMap(([prefix, seed]) =>
    [...randomWeights(model, seed)].map(([key, tensor]) => [`${prefix}/${key}`, tensor] as const),
  );
  writeFileSync(join(folder, `checkpoint/${name}.safetensors`), encodeSafetensors(new Map(tensors)));
}

describe('a model folder', () => {
  it('is one with a configuration', () => {
    expect([isModelFolder(folder), isModelFolder(root), isModelFolder(join(folder, 'config.json'))]).toEqual([
      true,
      false,
      false,
    ]);
    mkdirSync(join(root, 'odd/config.json'), { recursive: true });
    expect(isModelFolder(join(root, 'odd'))).toBe(false);
  });

  it('gives the model with its weights', async () => {
    const { name, model, weights, checkpoint, checkpointHash } = await readModelFolder(folder);
    expect([name, model.network.name, model.sampleRate]).toEqual(['tiny', 'SpectrogramNetSimple', 8000]);
    const wanted = randomWeights(model);
    expect([...weights.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [key, { data }] of wanted) expect(weights.get(key)!.data).toEqual(data);
    expect(checkpoint).toBe(join(folder, 'checkpoint/best.safetensors'));
    expect(checkpointHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes averaged weights, where there are any, out of the state of a run', async () => {
    const model = configuredModel(tinyConfig());
    const key = [...randomWeights(model).keys()][0]!;
    for (const [seeds, seed] of [
      [{ weights: 3, 'optimizer/mean': 4 }, 3],
      [{ average: 5, weights: 3 }, 5],
    ] as const) {
      writeState('latest', seeds);
      const { weights } = await readModelFolder(folder, { checkpoint: 'latest' });
      expect(weights.get(key)!.data).toEqual(randomWeights(model, seed).get(key)!.data);
    }
  });

  it('is refused where a key was changed after training, by its name', async () => {
    const weights = randomWeights(configuredModel(tinyConfig()));
    const trained = tinyConfig({ dataset_params: { hop_length: 32 } });
    const write = (config: string): void =>
      writeFileSync(
        join(folder, 'checkpoint/best.safetensors'),
        encodeSafetensors(weights, { metadata: { config } }),
      );
    write(JSON.stringify(trained));
    const refusal = readModelFolder(folder);
    await expect(refusal).rejects.toThrow(ArgumentError);
    await expect(refusal).rejects.toThrow(/dataset_params\.hop_length: expected 32.*got 64.*--overwrite/);
    // What another program wrote there means nothing.
    for (const other of ['of another program', '3', '{}']) {
      write(other);
      expect((await readModelFolder(folder)).name).toBe('tiny');
    }
  });

  it('needs no checkpoint for its configuration', async () => {
    rmSync(join(folder, 'checkpoint'), { recursive: true });
    expect((await readModelConfig(folder)).config.model_params.model_name).toBe('tiny');
    await expect(readModelFolder(folder)).rejects.toThrow(HostError);
    await expect(readModelFolder(folder)).rejects.toThrow(/auralflow train/);
  });

  it('says in which file settings do not go together', async () => {
    const path = join(folder, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>;
    const dataset_params = { ...config.dataset_params, hop_length: 4000 };
    writeFileSync(path, JSON.stringify({ ...config, dataset_params }));
    await expect(readModelFolder(folder)).rejects.toThrow(path);
  });
});
