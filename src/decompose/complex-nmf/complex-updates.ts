/**
 * The steps of a complex factorization, in double precision. With M = Σᵣ HU and E = X − model a component's target is
 * X̄ = HU·(e^{iφ} + E/M): its new phase is that of the bracket and its new modulus HU times the bracket's modulus g, from which
 * U ← U·Σₖ H·M·g / (Σₖ H·M + λp·U^{p−1}) and H ← H·Σ_f U·M·g / Σ_f U·M.
 */

import type { ComplexFactors } from './initial-factors.ts';

/** What a complex factorization works on. */
export interface ComplexParts extends ComplexFactors {
  /** X, `[frame, bin, part]`. */
  readonly data: Float32Array;
  readonly frameCount: number;
  readonly binCount: number;
  readonly componentCount: number;
  /** λ and p. */
  readonly sparsity: number;
  readonly exponent: number;
}

/** Under the constraint of its sum, a number of a template loses at most this part of itself in a step: it could not come back from 0. */
const leastShare = 1 / 10;

/** Three factors and the steps that improve them. */
export class ComplexUpdates {
  /** `[component, bin]`, each of sum 1. */
  readonly templates: Float64Array;
  /** `[component, frame]`. */
  readonly activations: Float64Array;
  /** `[component, frame, bin, part]`. */
  readonly phasors: Float32Array;
  readonly #parts: ComplexParts;

  constructor(parts: ComplexParts) {
    this.#parts = parts;
    this.templates = parts.templates;
    this.activations = parts.activations;
    this.phasors = parts.phasors;
  }

  /** Improves phases and activations. */
  updateActivations(): void {
    const { sparsity, exponent } = this.#parts;
    const { ups, downs } = this.#gather('activations');
    for (let i = 0; i < ups.length; i++) {
      const u = this.activations[i]!;
      if (u === 0) continue;
      const penalty = sparsity === 0 ? 0 : sparsity * exponent * u ** (exponent - 1);
      this.activations[i] = (u * ups[i]!) / Math.max(downs[i]! + penalty, smallest);
    }
  }

  /** Improves phases and templates. */
  updateTemplates(): void {
    const { binCount, frameCount, componentCount, sparsity } = this.#parts;
    const { ups, downs } = this.#gather('templates');
    for (let r = 0; r < componentCount; r++) {
      const span = [r * binCount, (r + 1) * binCount] as const;
      const template = this.templates.subarray(...span);
      const [up, down] = [ups.subarray(...span), downs.subarray(...span)];
      if (sparsity > 0) {
        constrainedStep(template, up, down);
        continue;
      }
      for (let k = 0; k < binCount; k++) template[k]! *= up[k]! / Math.max(down[k]!, smallest);
      const total = template.reduce((sum, value) => sum + value, 0);
      if (total === 0) continue;
      for (let k = 0; k < binCount; k++) template[k]! /= total;
      for (let f = r * frameCount; f < (r + 1) * frameCount; f++) this.activations[f]! *= total;
    }
  }

  /** Σ |X − model|² + 2λ·Σ U^p. */
  cost(): number {
    const { data, frameCount, binCount, sparsity, exponent } = this.#parts;
    const rest = new Float64Array(2);
    let sum = 0;
    for (let f = 0; f < frameCount; f++) {
      for (let k = 0; k < binCount; k++) {
        this.#subtractModel(f, k, { from: data, to: rest });
        sum += rest[0]! ** 2 + rest[1]! ** 2;
      }
    }
    if (sparsity === 0) return sum;
    return sum + 2 * sparsity * this.activations.reduce((all, u) => all + u ** exponent, 0);
  }

  /** Turns all phases, and sums weight·M·g and weight·M of every bin for the factor that is to be updated. */
  #gather(factor: 'activations' | 'templates'): { ups: Float64Array; downs: Float64Array } {
    const { data, frameCount, binCount, componentCount } = this.#parts;
    const { phasors } = this;
    const isActivations = factor === 'activations';
    const own = this[factor];
    const other = isActivations ? this.templates : this.activations;
    const ups = new Float64Array(own.length);
    const downs = new Float64Array(own.length);
    // Steps from a component to the next.
    const ownStep = isActivations ? frameCount : binCount;
    const otherStep = isActivations ? binCount : frameCount;
    const phasorStep = 2 * frameCount * binCount;
    const rest = new Float64Array(2);
    for (let f = 0; f < frameCount; f++) {
      for (let k = 0; k < binCount; k++) {
        const all = this.#subtractModel(f, k, { from: data, to: rest });
        if (all < smallest) continue;
        const re = rest[0]! / all;
        const im = rest[1]! / all;
        let at = 2 * (f * binCount + k);
        let ownAt = isActivations ? f : k;
        let otherAt = isActivations ? k : f;
        for (let r = 0; r < componentCount; r++) {
          const x = phasors[at]! + re;
          const y = phasors[at + 1]! + im;
          const g = Math.sqrt(x * x + y * y);
          const weight = all * other[otherAt]!;
          ups[ownAt]! += weight * g;
          downs[ownAt]! += weight;
          if (own[ownAt]! * other[otherAt]! > 0 && g >= smallest) {
            phasors[at] = x / g;
            phasors[at + 1] = y / g;
          }
          at += phasorStep;
          ownAt += ownStep;
          otherAt += otherStep;
        }
      }
    }
    return { ups, downs };
  }

  /** Writes what the model leaves of a bin; returns Σᵣ HU. */
  #subtractModel(
    f: number,
    k: number,
    { from, to }: { readonly from: Float32Array; readonly to: Float64Array },
  ): number {
    const { frameCount, binCount, componentCount } = this.#parts;
    const { templates, activations, phasors } = this;
    let at = 2 * (f * binCount + k);
    let re = from[at]!;
    let im = from[at + 1]!;
    let all = 0;
    for (let r = 0; r < componentCount; r++) {
      const modulus = templates[r * binCount + k]! * activations[r * frameCount + f]!;
      all += modulus;
      re -= modulus * phasors[at]!;
      im -= modulus * phasors[at + 1]!;
      at += 2 * frameCount * binCount;
    }
    to[0] = re;
    to[1] = im;
    return all;
  }
}

/** Below this a number counts as nothing to divide by. */
const smallest = 1e-30;

/**
 * The h of sum 1 with Σ c·h² − 2b·h least, none below a tenth of what it was; b = up and c = down / h. That is h = max(h₀/10, (b − μ)/c) for the
 * μ that gives the sum, found by bisection.
 */
function constrainedStep(template: Float64Array, up: Float64Array, down: Float64Array): void {
  const before = template.slice();
  const at = (k: number, mu: number): number => {
    const h = before[k]!;
    if (h === 0 || down[k]! < smallest) return h;
    return Math.max(h * leastShare, ((up[k]! - mu) * h) / down[k]!);
  };
  const sum = (mu: number): number => {
    let total = 0;
    for (let k = 0; k < before.length; k++) total += at(k, mu);
    return total;
  };
  // Between these, every h is at its least, and every h is at least what it was.
  let [low, high] = [0, 0];
  for (let k = 0; k < before.length; k++) {
    if (before[k] === 0) continue;
    low = Math.min(low, up[k]! - down[k]!);
    high = Math.max(high, up[k]!);
  }
  if (!(sum(high) < 1) || high === low) return;
  for (let i = 0; i < 100 && high - low > 1e-15 * (Math.abs(high) + Math.abs(low)); i++) {
    const middle = (low + high) / 2;
    if (sum(middle) > 1) low = middle;
    else high = middle;
  }
  for (let k = 0; k < before.length; k++) template[k] = at(k, high);
}
