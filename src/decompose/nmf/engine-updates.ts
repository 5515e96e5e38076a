/** Multiplicative updates on an engine: a program per number of iterations, and one for the cost. */

import type { Engine, Program } from '../../runtime/index.ts';
import { floatTensor, type Tensor, tensor } from '../../tensor/index.ts';
import { buildCostGraph, buildUpdateGraph, type Moving, type UpdateGraphOptions } from './update-graph.ts';
import { factorFloor, modelFloor, type UpdateParts, type Updates } from './updates.ts';

/** Iterations in one run: more save nothing, and an abort waits for them. */
const longestRun = 10;
/**
 * Every product with a stored V has a copy of it in its own order, which takes the time of some iterations to make. Single iterations would need one
 * copy of each, but between runs the threads lose each other: 200 iterations then take half as long again. Five make
 * whole runs of ten, fifty and two hundred.
 */
const longestStoredRun = 5;

/** Two factors that an engine improves. */
export class EngineUpdates implements Updates {
  readonly blocks: boolean = false;
  readonly stride: number;
  readonly #engine: Engine;
  readonly #parts: UpdateParts;
  readonly #programs: Map<number | 'cost', Program> = new Map();
  readonly #masks: { readonly activationsMove: Tensor; readonly templatesMove: Tensor };
  #activations: Float32Array;
  #templates: Float32Array;

  constructor(engine: Engine, parts: UpdateParts) {
    this.#engine = engine;
    this.stride = parts.beta === 2 ? longestStoredRun : longestRun;
    this.#parts = parts;
    this.#activations = parts.activations;
    this.#templates = parts.templates;
    const moving = (fixed: readonly boolean[]): Tensor =>
      tensor(
        'bool',
        [parts.rank, 1],
        Uint8Array.from(fixed, (flag) => (flag ? 0 : 1)),
      );
    this.#masks = {
      activationsMove: moving(parts.fixedActivations),
      templatesMove: moving(parts.fixedTemplates),
    };
  }

  get activations(): Float32Array {
    return this.#activations;
  }

  get templates(): Float32Array {
    return this.#templates;
  }

  async advance(iterations: number): Promise<void> {
    const options = this.#options(iterations);
    const { activations, templates } = options.moving;
    if (activations === 'none' && templates === 'none') return;
    let program = this.#programs.get(iterations);
    if (program === undefined) {
      // Products with V are faster when it is stored; where V is only divided by the model, storing it takes time and saves none.
      const stored = options.beta === 2 ? { parameters: { data: this.#data() } } : {};
      program = await this.#engine.compile(buildUpdateGraph(options), { ...stored, purpose: 'training' });
      this.#programs.set(iterations, program);
    }
    const feeds: Record<string, Tensor> = { ...this.#factors(), ...this.#masks, data: this.#data() };
    for (const name of Object.keys(feeds)) if (!program.inputs.has(name)) delete feeds[name];
    const { newActivations, newTemplates } = await program.run(feeds);
    if (newActivations !== undefined) this.#activations = newActivations.data as Float32Array;
    if (newTemplates !== undefined) this.#templates = newTemplates.data as Float32Array;
  }

  async cost(): Promise<number> {
    let program = this.#programs.get('cost');
    if (program === undefined) {
      program = await this.#engine.compile(buildCostGraph(this.#options(0)));
      this.#programs.set('cost', program);
    }
    const { cost } = await program.run({ ...this.#factors(), data: this.#data() });
    return (cost!.data as Float32Array).reduce((sum, value) => sum + value, 0);
  }

  async dispose(): Promise<void> {
    for (const program of this.#programs.values()) await program.dispose();
    this.#programs.clear();
  }

  #data(): Tensor {
    const { data, frameCount, binCount } = this.#parts;
    return floatTensor([frameCount, binCount], data);
  }

  #factors(): { readonly activations: Tensor; readonly templates: Tensor } {
    const { rank, frameCount, binCount } = this.#parts;
    return {
      activations: floatTensor([rank, frameCount], this.#activations),
      templates: floatTensor([rank, binCount], this.#templates),
    };
  }

  #options(iterations: number): UpdateGraphOptions {
    const { frameCount, binCount, rank, beta, fixedActivations, fixedTemplates } = this.#parts;
    return {
      ...{ frameCount, binCount, rank, beta, iterations, modelFloor, factorFloor },
      moving: { activations: movingOf(fixedActivations), templates: movingOf(fixedTemplates) },
    };
  }
}

function movingOf(fixed: readonly boolean[]): Moving {
  if (!fixed.includes(false)) return 'none';
  return fixed.includes(true) ? 'some' : 'all';
}
