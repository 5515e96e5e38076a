/**
 * Multiplicative updates in kernel memory (D. D. Lee, H. S. Seung, NIPS 2000; for every β: C. Févotte, J. Idier, "Algorithms for nonnegative
 * matrix factorization with the β-divergence", Neural Computation 23(9), 2011). V is gone through once per factor and iteration, 8 frames (or
 * bins) at a time: model, ratios and both sums of such a stretch stay in the cache.
 */

import { type FactorKernels, planMemory } from '../kernels/module.ts';
import {
  type FactorSide,
  panelWidth,
  planSide,
  readFactor,
  spread,
  writeData,
  writeFactor,
} from './factor-side.ts';
import { factorFloor, modelFloor, stepExponent, type UpdateParts, type Updates } from './updates.ts';

/** Products longer than this are added up in parts, which keeps the parts in the first cache and roundings small. */
const depth = 256;

/** Two factors in kernel memory. */
export class MultiplicativeUpdates implements Updates {
  readonly blocks: boolean = true;
  readonly stride: number = 1;
  readonly #kernels: FactorKernels;
  readonly #rank: number;
  readonly #beta: number;
  readonly #exponent: number;
  readonly #moves: { readonly frames: boolean; readonly bins: boolean };
  readonly #frames: FactorSide;
  readonly #bins: FactorSide;
  readonly #at: Record<'model' | 'weights' | 'numerator' | 'denominator' | 'gram', number>;

  constructor(parts: UpdateParts) {
    const { frameCount, binCount, rank, beta } = parts;
    this.#rank = rank;
    this.#beta = beta;
    this.#exponent = stepExponent(beta);
    this.#moves = {
      frames: parts.fixedActivations.includes(false),
      bins: parts.fixedTemplates.includes(false),
    };
    const plan = planMemory();
    this.#frames = planSide(plan, { length: frameCount, otherLength: binCount, rank });
    this.#bins = planSide(plan, { length: binCount, otherLength: frameCount, rank });
    const panelBytes = Math.max(this.#frames.dataBytes, this.#bins.dataBytes);
    this.#at = {
      model: plan.take(panelBytes),
      weights: plan.take(panelBytes),
      numerator: plan.take(this.#frames.factorBytes),
      denominator: plan.take(this.#frames.factorBytes),
      gram: plan.take(Math.ceil(rank / 4) * rank * 16),
    };
    this.#kernels = plan.open();
    this.#load(parts);
  }

  get templates(): Float32Array {
    return readFactor(this.#kernels, this.#bins, this.#rank);
  }

  get activations(): Float32Array {
    return readFactor(this.#kernels, this.#frames, this.#rank);
  }

  async advance(iterations: number): Promise<void> {
    for (let n = 0; n < iterations; n++) {
      if (this.#moves.frames) this.#update(this.#frames, this.#bins);
      if (this.#moves.bins) this.#update(this.#bins, this.#frames);
    }
  }

  async cost(): Promise<number> {
    const [own, other] = [this.#frames, this.#bins];
    let sum = 0;
    for (let panel = 0; panel < own.panelCount; panel++) {
      this.#modelPanel(own, other, panel);
      const data = own.data + panel * own.dataBytes;
      const count = other.padded * panelWidth;
      sum += this.#kernels.divergence(data, this.#at.model, count, this.#beta, modelFloor);
    }
    return sum;
  }

  async dispose(): Promise<void> {
    // Kernel memory is JavaScript's: it goes with this object.
  }

  #load(parts: UpdateParts): void {
    const [kernels, frames, bins] = [this.#kernels, this.#frames, this.#bins];
    writeData(kernels, { data: parts.data, frames, bins, staging: this.#at.model });
    writeFactor(kernels, frames, parts.activations);
    writeFactor(kernels, bins, parts.templates);
    const bytes = new Uint8Array(kernels.memory.buffer);
    bytes.set(parts.fixedActivations.map(Number), frames.fixed);
    bytes.set(parts.fixedTemplates.map(Number), bins.fixed);
  }

  /** own ← own · (otherᵀ·Q / otherᵀ·D)^exponent, a panel of 8 after the other. */
  #update(own: FactorSide, other: FactorSide): void {
    const [kernels, rank, beta] = [this.#kernels, this.#rank, this.#beta];
    const { model, weights, numerator, denominator, gram } = this.#at;
    if (beta === 2) kernels.gram(other.across, other.acrossBytes, gram, other.padded, rank);
    if (beta === 1) this.#writeSums(other);
    for (let panel = 0; panel < own.panelCount; panel++) {
      const factor = own.factor + panel * own.factorBytes;
      const data = own.data + panel * own.dataBytes;
      if (beta === 2) {
        this.#project(other, data, numerator);
        const sizes = [Math.ceil(rank / 4), 1, rank, rank * 16, 0, 32, 0] as const;
        kernels.multiplyPanels(gram, factor, denominator, ...sizes);
      } else {
        this.#modelPanel(own, other, panel);
        kernels.ratios(data, model, model, weights, other.padded * panelWidth, beta, modelFloor);
        this.#project(other, model, numerator);
        if (beta !== 1) this.#project(other, weights, denominator);
      }
      kernels.scalePanel(factor, numerator, denominator, own.fixed, rank, this.#exponent, factorFloor);
      spread(kernels, own, { panel, rank });
    }
  }

  /** The model for a panel of one side, `[other][8]`. */
  #modelPanel(own: FactorSide, other: FactorSide, panel: number): void {
    const factor = own.factor + panel * own.factorBytes;
    const sizes = [other.padded / 4, 1, this.#rank, this.#rank * 16, 0, 32, 0] as const;
    this.#kernels.multiplyPanels(other.rows, factor, this.#at.model, ...sizes);
  }

  /** For every component, the sum over the other side of its numbers times a panel's: `[component][8]` at `to`. */
  #project(other: FactorSide, panel: number, to: number): void {
    const rowPanels = Math.ceil(this.#rank / 4);
    for (let l = 0; l < other.padded; l += depth) {
      const sizes = [rowPanels, 1, Math.min(depth, other.padded - l), other.acrossBytes, 0, 32] as const;
      this.#kernels.multiplyPanels(other.across + l * 16, panel + l * 32, to, ...sizes, l === 0 ? 0 : 1);
    }
  }

  /** The sums of the other side's components, as the denominator of every panel. */
  #writeSums(other: FactorSide): void {
    const view = new Float32Array(this.#kernels.memory.buffer);
    for (let r = 0; r < this.#rank; r++) {
      let sum = 0;
      for (let p = 0; p < other.panelCount; p++) {
        const at = (other.factor + p * other.factorBytes) / 4 + r * panelWidth;
        for (let lane = 0; lane < panelWidth; lane++) sum += view[at + lane]!;
      }
      const at = this.#at.denominator / 4 + r * panelWidth;
      view.fill(sum, at, at + panelWidth);
    }
  }
}
