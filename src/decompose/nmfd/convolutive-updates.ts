/**
 * Multiplicative updates of the convolutive model for the Kullback-Leibler divergence. Written with the activations unfolded, a row per
 * template frame, row (r, t) being component r's activations t frames later, the model is one product and its updates are those of plain NMF;
 * activations gather what their unfolded rows ask for.
 */

import { multiply } from '../matrix/multiply.ts';

/** What a convolutive factorization starts from. V is scaled so that its largest number lies between ½ and 1. */
export interface ConvolutiveParts {
  /** V, `[frame, bin]`. */
  readonly data: Float32Array;
  readonly frameCount: number;
  readonly binCount: number;
  /** Frames of each component's template. */
  readonly templateFrames: readonly number[];
  /** All templates, one behind the other, `[component and template frame, bin]`. */
  readonly templates: Float32Array;
  /** `[component, frame]`. */
  readonly activations: Float32Array;
}

/** scikit-learn's bound, below which a number of a factor becomes 0: numbers that vanish slowly would make every product slow. */
const factorFloor = 2 ** -52;
/** 120 dB below the largest power: what the model is held at where it is divided by. */
export const modelFloor: number = 2 ** -40;

/** Two factors and the steps that improve them. */
export class ConvolutiveUpdates {
  /** `[component and template frame, bin]`. */
  readonly templates: Float32Array;
  /** `[component, frame]`. */
  readonly activations: Float32Array;
  readonly #parts: ConvolutiveParts;
  readonly #rows: number;
  /** The first unfolded row of every component. */
  readonly #firstRows: readonly number[];
  /** `[component and template frame, frame]`. */
  readonly #unfolded: Float32Array;
  /** The model, then V / model, `[frame, bin]`. */
  readonly #ratios: Float32Array;
  /** What the templates' or the unfolded activations' numerators are written to. */
  readonly #templateNumerators: Float32Array;
  readonly #activationNumerators: Float32Array;

  constructor(parts: ConvolutiveParts) {
    const { frameCount, binCount, templateFrames } = parts;
    this.#parts = parts;
    this.templates = parts.templates.slice();
    this.activations = parts.activations.slice();
    let rows = 0;
    this.#firstRows = templateFrames.map((frames) => {
      rows += frames;
      return rows - frames;
    });
    this.#rows = rows;
    this.#unfolded = new Float32Array(rows * frameCount);
    this.#ratios = new Float32Array(frameCount * binCount);
    this.#templateNumerators = new Float32Array(rows * binCount);
    this.#activationNumerators = new Float32Array(rows * frameCount);
  }

  /**
   * H[r, f] ← H[r, f] · Σₜₖ W[r, t, k]·Q[f + t, k] / Σₜₖ W[r, t, k] with Q = V / model, over the t for which frame f + t exists.
   */
  updateActivations(): void {
    const { frameCount, binCount, templateFrames } = this.#parts;
    this.#divide();
    const numerators = multiply(this.templates, this.#ratios, {
      ...{ rows: this.#rows, inner: binCount, columns: frameCount, transposeB: true },
      out: this.#activationNumerators,
    });
    const sums = rowSums(this.templates, binCount);
    templateFrames.forEach((frames, r) => {
      const first = this.#firstRows[r]!;
      for (let f = 0; f < frameCount; f++) {
        let [up, down] = [0, 0];
        for (let t = 0; t < frames && f + t < frameCount; t++) {
          up += numerators[(first + t) * frameCount + f + t]!;
          down += sums[first + t]!;
        }
        const next = this.activations[r * frameCount + f]! * (up / Math.max(down, smallest));
        this.activations[r * frameCount + f] = next < factorFloor ? 0 : next;
      }
    });
  }

  /** W[r, t, k] ← W[r, t, k] · Σ_f H[r, f − t]·Q[f, k] / Σ_f H[r, f − t], of the components for which `moves` is true. */
  updateTemplates(moves: readonly boolean[]): void {
    const { frameCount, binCount, templateFrames } = this.#parts;
    this.#divide();
    const numerators = multiply(this.#unfolded, this.#ratios, {
      ...{ rows: this.#rows, inner: frameCount, columns: binCount },
      out: this.#templateNumerators,
    });
    const sums = rowSums(this.#unfolded, frameCount);
    templateFrames.forEach((frames, r) => {
      if (!moves[r]) return;
      for (let row = this.#firstRows[r]!; row < this.#firstRows[r]! + frames; row++) {
        const scale = 1 / Math.max(sums[row]!, smallest);
        for (let i = row * binCount; i < (row + 1) * binCount; i++) {
          const next = this.templates[i]! * numerators[i]! * scale;
          this.templates[i] = next < factorFloor ? 0 : next;
        }
      }
    });
  }

  /** The divergence Σ V·ln(V / model) − V + model. */
  cost(): number {
    const { data } = this.#parts;
    const model = this.#model();
    let sum = 0;
    for (let i = 0; i < data.length; i++) {
      const [v, m] = [data[i]!, Math.max(model[i]!, modelFloor)];
      sum += v === 0 ? m : v * Math.log(v / m) - v + m;
    }
    return sum;
  }

  #divide(): void {
    const { data } = this.#parts;
    const ratios = this.#model();
    for (let i = 0; i < data.length; i++) ratios[i] = data[i]! / Math.max(ratios[i]!, modelFloor);
  }

  #model(): Float32Array {
    const { frameCount, binCount, templateFrames } = this.#parts;
    unfold(this.activations, { frameCount, templateFrames, out: this.#unfolded });
    return multiply(this.#unfolded, this.templates, {
      ...{ rows: frameCount, inner: this.#rows, columns: binCount, transposeA: true },
      out: this.#ratios,
    });
  }
}

/** Sums of nothing are divided by this instead: their numerators are 0 too. */
const smallest = 1e-30;

/** Writes, for every component and template frame t, the activations t frames later: `[component and template frame, frame]`. */
export function unfold(
  activations: Float32Array,
  work: {
    readonly frameCount: number;
    readonly templateFrames: readonly number[];
    readonly out: Float32Array;
  },
): void {
  const { frameCount, templateFrames, out } = work;
  let row = 0;
  templateFrames.forEach((frames, r) => {
    const own = activations.subarray(r * frameCount, (r + 1) * frameCount);
    for (let t = 0; t < frames; t++, row++) {
      const at = row * frameCount;
      out.fill(0, at, at + Math.min(t, frameCount));
      if (t < frameCount) out.set(own.subarray(0, frameCount - t), at + t);
    }
  });
}

function rowSums(matrix: Float32Array, columns: number): Float64Array {
  return Float64Array.from({ length: matrix.length / columns }, (_, row) => {
    let sum = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) sum += matrix[i]!;
    return sum;
  });
}
