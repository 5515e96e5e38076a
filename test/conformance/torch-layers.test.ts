/** That nothing is left out of the comparison with PyTorch: golden vectors and figures go through the same table of layers. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parityFamilies } from '../../bench/engine/layer-cases.ts';
import { layers } from '../../src/nn/index.ts';
import { torchLayers } from '../support/torch-layers.ts';

const names = Object.keys(torchLayers);

/** What these compute is not PyTorch's: random, or masks in other words. */
const withoutTwin = ['dropout', 'dropoutChannels'];

describe('the layers that have a twin in PyTorch', () => {
  it('are measured in a real size, each', () => {
    const measured = new Set(parityFamilies.flatMap(({ cases }) => cases.map(({ layer }) => layer)));
    expect(names.filter((name) => !measured.has(name))).toEqual([]);
    expect([...measured].filter((name) => !names.includes(name))).toEqual([]);
  });

  it('have it under the same name', () => {
    const twins = readFileSync(new URL('../../bench/peers/torch_layers.py', import.meta.url), 'utf8');
    expect(names.filter((name) => !twins.includes(`"${name}":`))).toEqual([]);
  });

  it('are all that the list of layers has', () => {
    const listed = layers.map(({ name }) => name.split(',')[0]!.replace('multiheadAttention', 'attention'));
    const missing = listed.filter((name) => !names.includes(name) && !withoutTwin.includes(name));
    expect(missing).toEqual([]);
  });
});
