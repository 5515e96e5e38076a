/** Engines in Node, on the real runtime: choosing, compiling, feeding, profiling, failing well. */

import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  apply1,
  createGraph,
  input,
  inScope,
  parameter,
  reduceSum,
  reshape,
  type Value,
} from '../graph/index.ts';
import type { Engine } from '../runtime/index.ts';
import { floatTensor, intTensor, type Tensor, tensor } from '../tensor/index.ts';
import { ArgumentError, HostError } from '../util/index.ts';
import { createEngine } from './engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ device: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

const x: Value = input('x', { dtype: 'float32', shape: ['batch', 3] });
const y: Value = input('y', { dtype: 'float32', shape: ['batch'] });
const six: Tensor = floatTensor([2, 3], [1, 2, 3, 4, 5, 6]);

describe('choosing a device', () => {
  it('takes for auto one that is here and runs, and says why', async () => {
    const auto = await createEngine({ threads: 1 });
    expect(auto.capabilities.devices).toContain(auto.device);
    expect(auto.info.reason).toContain(auto.device);
    expect(auto.info.tried.find(({ device }) => device === auto.device)!.problem).toBeUndefined();
    await auto.dispose();
  });

  it('refuses a name that no device has, with the nearest one', async () => {
    const refused = createEngine({ device: 'webgp' as 'webgpu' });
    await expect(refused).rejects.toThrow(ArgumentError);
    await expect(refused).rejects.toThrow(/Did you mean webgpu\?.*cpu/);
  });

  it('refuses a device that this system has not, with what it has', async () => {
    const refused = createEngine({ device: 'wasm' });
    await expect(refused).rejects.toThrow(HostError);
    await expect(refused).rejects.toThrow(/'cpu'.*Also here: .*cpu/);
  });

  it('refuses a number of threads that is none', async () => {
    await expect(createEngine({ device: 'cpu', threads: 0 })).rejects.toThrow(ArgumentError);
  });
});

describe('running a program', () => {
  it('computes outputs of any size along a named axis', async () => {
    const program = await engine.compile(createGraph({ sum: reduceSum(x, [1]) }));
    expect((await program.run({ x: six })).sum).toEqual(floatTensor([2], [6, 15]));
    expect((await program.run({ x: floatTensor([1, 3], [1, 1, 1]) })).sum).toEqual(floatTensor([1], [3]));
    expect((await program.run({ x: floatTensor([0, 3], []) })).sum).toEqual(floatTensor([0], []));
  });

  it.each([
    floatTensor([], [1.5]),
    tensor('float64', [2], Float64Array.of(Math.PI, -0)),
    tensor('float16', [2], Uint16Array.of(0x3c00, 0xc000)),
    intTensor([2], [1, -(2 ** 40)]),
    tensor('int32', [2], Int32Array.of(1, -2)),
    tensor('uint8', [2], Uint8Array.of(1, 255)),
    tensor('int8', [2], Int8Array.of(1, -128)),
    tensor('bool', [2], Uint8Array.of(1, 0)),
  ])('takes and gives $dtype', async (given) => {
    const value = input('value', { dtype: given.dtype, shape: given.shape });
    const program = await engine.compile(createGraph({ same: reshape(value, given.shape) }));
    expect((await program.run({ value: given })).same).toEqual(given);
    await program.dispose();
  });

  it('writes into what it is given, over a feed as well', async () => {
    const w = parameter('w', { dtype: 'float32', shape: [2, 3] });
    const program = await engine.compile(createGraph({ next: reshape(w, [2, 3]), sum: reduceSum(w, [1]) }));
    const weights = floatTensor([2, 3], Float32Array.from(six.data as Float32Array));
    const sum = floatTensor([2], [0, 0]);
    const results = await program.run({ w: weights }, { outputs: { next: weights, sum } });
    expect(results.next).toBe(weights);
    expect([...sum.data]).toEqual([6, 15]);
  });

  it('feeds weights, or keeps those it was compiled with', async () => {
    const w = parameter('w', { dtype: 'float32', shape: [2, 3] });
    const graph = createGraph({ sum: reduceSum(w, [1]) });
    const fed = await engine.compile(graph);
    expect([...fed.inputs.keys()]).toEqual(['w']);
    expect((await fed.run({ w: six })).sum!.data).toEqual(Float32Array.of(6, 15));
    const stored = await engine.compile(graph, { parameters: { w: six } });
    expect([...stored.inputs.keys()]).toEqual([]);
    expect((await stored.run({})).sum!.data).toEqual(Float32Array.of(6, 15));
  });

  it('does overlapping runs one after the other, in order', async () => {
    const program = await engine.compile(createGraph({ sum: reduceSum(x, [1]) }));
    const done: number[] = [];
    const runs = [1, 2, 3, 4].map(async (n) => {
      const { sum } = await program.run({ x: floatTensor([1, 3], [n, n, n]) });
      done.push(n);
      return sum!.data[0];
    });
    expect(await Promise.all(runs)).toEqual([3, 6, 9, 12]);
    expect(done).toEqual([1, 2, 3, 4]);
  });

  it('stops waiting when it is aborted', async () => {
    const program = await engine.compile(createGraph({ sum: reduceSum(x, [1]) }));
    const controller = new AbortController();
    const first = program.run({ x: six });
    const second = program.run({ x: six }, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    expect((await first).sum!.data).toEqual(Float32Array.of(6, 15));
    await expect(program.run({ x: six }, { signal: controller.signal })).rejects.toThrow('enough');
    await expect(engine.compile(createGraph({ same: x }), { signal: controller.signal })).rejects.toThrow(
      'enough',
    );
  });

  it('gives the same in little memory', async () => {
    const program = await engine.compile(createGraph({ sum: reduceSum(x, [1]) }), { memory: 'size' });
    expect((await program.run({ x: six })).sum!.data).toEqual(Float32Array.of(6, 15));
  });
});

describe('feeding a program wrongly', () => {
  const sum: Value = inScope('head', () => reduceSum(x, [1]));
  const cases: [string, Record<string, Tensor>, RegExp][] = [
    ['nothing', {}, /input x, used by head\.ReduceSum: expected float32\[batch, 3\], got nothing/],
    [
      'another shape',
      { x: floatTensor([2], [1, 2]) },
      /input x.*expected float32\[batch, 3\], got float32\[2\]/,
    ],
    ['another type', { x: intTensor([1, 3], [1, 2, 3]) }, /expected float32\[batch, 3\], got int64\[1, 3\]/],
    ['something unknown', { x: six, yy: six, y: floatTensor([2], [0, 0]) }, /feed yy.*Did you mean y\?/],
    ['sizes that disagree', { x: six, y: floatTensor([3], [0, 0, 0]) }, /input y.*2 for the axis 'batch'/],
  ];
  it.each(cases)('is refused: %s', async (_, feeds, message) => {
    const program = await engine.compile(createGraph({ sum, same: y }));
    const run = program.run(feeds);
    await expect(run).rejects.toThrow(ArgumentError);
    await expect(run).rejects.toThrow(message);
  });

  it('is refused for outputs as well', async () => {
    const program = await engine.compile(createGraph({ sum }));
    const wrong = { outputs: { sum: floatTensor([3], [0, 0, 0]) } };
    await expect(program.run({ x: six }, wrong)).rejects.toThrow(/output sum.*axis 'batch'/);
    const unknown = { outputs: { sun: floatTensor([2], [0, 0]) } };
    await expect(program.run({ x: six }, unknown)).rejects.toThrow(/Did you mean sum\?/);
  });
});

describe('profiling', () => {
  it('gives the time of every node with its layer, and leaves no file', async () => {
    const deep = inScope('encoder', () => inScope('0', () => reduceSum(x, [1])));
    const program = await engine.compile(createGraph({ deep }), { profile: true });
    for (let i = 0; i < 3; i++) await program.run({ x: six });
    const times = await program.endProfile();
    expect(times).toHaveLength(1);
    expect(times[0]).toMatchObject({ op: 'ReduceSum', scope: 'encoder.0', calls: 3 });
    expect(times[0]!.provider).toBe('CPUExecutionProvider');
    const unread = await engine.compile(createGraph({ deep }), { profile: true });
    await unread.dispose();
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`auralflow-profile-${process.pid}`));
    expect(left).toEqual([]);
  });

  it('is asked for when compiling', async () => {
    const program = await engine.compile(createGraph({ same: x }));
    await expect(program.endProfile()).rejects.toThrow(/profile: true/);
  });
});

describe('failing', () => {
  const Unheard = {
    name: 'Unheard',
    domain: '' as const,
    infer: () => [{ dtype: 'float32' as const, shape: [1] }],
    examples: [],
  };

  it('names the layer of an op that the runtime has not', async () => {
    const strange = inScope('decoder.3', () => apply1(Unheard, [x]));
    const refused = engine.compile(createGraph({ strange }));
    await expect(refused).rejects.toThrow(HostError);
    await expect(refused).rejects.toThrow(/decoder\.3/);
  });

  it('names the layer of a run that cannot go on', async () => {
    const Gather = { ...Unheard, name: 'Gather' };
    const rows = input('rows', { dtype: 'int64', shape: ['count'] });
    const picked = inScope('decoder.3', () => apply1(Gather, [x, rows]));
    const program = await engine.compile(createGraph({ picked }));
    const failed = program.run({ x: six, rows: intTensor([1], [7]) });
    await expect(failed).rejects.toThrow(HostError);
    await expect(failed).rejects.toThrow(/decoder\.3/);
  });

  it('refuses what was disposed', async () => {
    const other = await createEngine({ device: 'cpu', threads: 1 });
    const program = await other.compile(createGraph({ same: x }));
    await program.dispose();
    await program.dispose();
    await expect(program.run({ x: six })).rejects.toThrow(/disposed/);
    await other.dispose();
    await expect(other.compile(createGraph({ same: x }))).rejects.toThrow(/disposed/);
  });
});
