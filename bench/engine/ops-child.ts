/**
 * The conformance suites of ops or layers in a process of its own, `tsx bench/engine/ops-child.ts ops|layers DEVICE`, which prints
 * one line of JSON: the driver of a graphics processor is chosen by the environment, and takes the process down when it falls.
 */

import { createEngine } from '../../src/node/engine.ts';
import type { Device } from '../../src/runtime/index.ts';
import { countLayers, countOps } from './op-count.ts';

const [what, device] = process.argv.slice(2) as [string, Device];
const cpu = await createEngine({ device: 'cpu', threads: 1 });
const engine = device === 'cpu' ? cpu : await createEngine({ device });
const count =
  what === 'layers'
    ? await countLayers(engine, cpu)
    : await countOps(engine, engine === cpu ? undefined : cpu);
process.stdout.write(`${JSON.stringify(count)}\n`, () => process.exit(0));
