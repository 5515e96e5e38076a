/**
 * Least-squares filters: the normal equations of a projection on delayed signals. Their matrix is block-Toeplitz when unknowns are sorted by
 * lag; it is factored by the Schur algorithm in kernel memory, once for all right-hand sides.
 */

import { createFft } from '../../dsp/index.ts';
import { type MetricKernels, planMemory } from './module.ts';

/** The products of p signals, all their delays up to L − 1: G[(a, i), (b, j)] = r(i, j, a − b) = r(j, i, b − a). */
export interface ToeplitzSystem {
  /** p: how many signals. */
  readonly signalCount: number;
  /** L: how many delays. */
  readonly filterLength: number;
  /** Σₙ sᵢ[n]·sⱼ[n + lag] for |lag| < L. */
  product(i: number, j: number, lag: number): number;
}

/** Added to the diagonal as museval does: it gives silent channels zero filters. */
const least = 2 ** -52;
/** Signals whose correlation comes this near to 1 are the same but for their level, to single precision: mono as stereo, most of all. */
const sameness = 1e-13;
/** A matrix that is singular to rounding gets this share of its largest diagonal entry, and ten times more until it can be factored. */
const firstRidge = 1e-14;
const largestRidge = 1e-4;
/** The least ridge that works leaves pivots of rounding noise; this much more does not, and the corrections take its effect away. */
const ridgeMargin = 100;
/** Corrections of a solution with a ridge: each one takes the ridge's part of the error away from directions that are stronger than it. */
const corrections = 6;

/** A factored system; use it at once, the next one takes its memory over. */
export interface FactoredSystem {
  /** The filters `[signal][lag]` for each right-hand side `[signal][lag]`, Σₙ e[n]·sᵢ[n − lag]. */
  solve(sides: readonly (readonly Float64Array[])[]): Float64Array[][];
}

/** Memory for systems of one size, kept for the next. */
export class ToeplitzSolver {
  readonly #length: number;
  readonly #sideCount: number;
  readonly #columnBytes: number;
  readonly #at: Record<'u' | 'v' | 'table' | 'factor' | 'sides', number>;
  readonly #kernels: MetricKernels;

  constructor(sizes: {
    readonly signalCount: number;
    readonly filterLength: number;
    readonly sideCount: number;
  }) {
    const { signalCount: p, filterLength, sideCount } = sizes;
    this.#length = filterLength;
    this.#sideCount = sideCount;
    const n = p * filterLength;
    // Room for one row beyond the last, since rows go in twos; not a power of 2, so that columns do not share cache lines.
    this.#columnBytes = Math.ceil((n + 2) / 8) * 64 + 64;
    const plan = planMemory();
    this.#at = {
      u: plan.take(p * this.#columnBytes),
      v: plan.take(p * this.#columnBytes),
      table: plan.take(p * (p + 4) * 8),
      factor: plan.take(p * p * (filterLength * (filterLength + 1)) * 4),
      sides: plan.take(sideCount * this.#columnBytes),
    };
    this.#kernels = plan.open();
  }

  /**
   * Factors the matrix. `pause` is awaited between steps, so that the host can turn to other events. Signals that are silent or the same as
   * an earlier one get zero filters, which takes nothing from what the filters can make together.
   */
  async factor(system: ToeplitzSystem, pause: () => Promise<void>): Promise<FactoredSystem> {
    const { filterLength, signalCount } = system;
    const kept = independentSignals(system);
    const product = (i: number, j: number, lag: number): number => system.product(kept[i]!, kept[j]!, lag);
    const reduced = await this.#factorReduced({ filterLength, signalCount: kept.length, product }, pause);
    if (kept.length === signalCount) return reduced;
    return {
      solve: (sides) =>
        reduced
          .solve(sides.map((side) => kept.map((i) => side[i]!)))
          .map((filters) =>
            Array.from(
              { length: signalCount },
              (_, i) => filters[kept.indexOf(i)] ?? new Float64Array(filterLength),
            ),
          ),
    };
  }

  async #factorReduced(system: ToeplitzSystem, pause: () => Promise<void>): Promise<FactoredSystem> {
    let ridge = least;
    while (!(await this.#tryFactor(system, ridge, pause))) {
      ridge = ridge === least ? firstRidge * largestDiagonal(system) : ridge * 10;
      if (!(ridge <= largestRidge * largestDiagonal(system))) {
        throw new Error(`no ridge makes the normal equations positive definite: ${largestDiagonal(system)}`);
      }
    }
    if (ridge > least) await this.#tryFactor(system, ridge * ridgeMargin, pause);
    return {
      solve: (sides) => {
        if (system.signalCount === 0) return sides.map(() => []);
        return ridge === least ? this.#substitute(sides) : this.#corrected(system, sides);
      },
    };
  }

  async #tryFactor(system: ToeplitzSystem, ridge: number, pause: () => Promise<void>): Promise<boolean> {
    const [p, length] = [system.signalCount, this.#length];
    const { u, v, table, factor } = this.#at;
    const top = cholesky(system, ridge);
    if (top === undefined) return false;
    const columns = (address: number): Float64Array[] =>
      Array.from({ length: p }, (_, c) => this.#view(address + c * this.#columnBytes, this.#columnBytes / 8));
    const [us, vs] = [columns(u), columns(v)];
    fillGenerator(system, { ridge, top, us, vs });
    let to = factor;
    for (let s = 0; s < length; s++) {
      const rows = p * (length - s);
      if (s > 0 && this.#kernels.schurStep(u, v + s * p * 8, this.#columnBytes, p, rows, table) !== 0)
        return false;
      for (const column of us) {
        this.#view(to, rows).set(column.subarray(0, rows));
        to += rows * 8;
      }
      await pause();
    }
    return true;
  }

  #view(address: number, length: number): Float64Array {
    return new Float64Array(this.#kernels.memory.buffer, address, length);
  }

  #substitute(sides: readonly (readonly Float64Array[])[]): Float64Array[][] {
    const solutions: Float64Array[][] = [];
    for (let first = 0; first < sides.length; first += this.#sideCount) {
      solutions.push(...this.#substituteSome(sides.slice(first, first + this.#sideCount)));
    }
    return solutions;
  }

  #substituteSome(sides: readonly (readonly Float64Array[])[]): Float64Array[][] {
    const [p, length] = [sides[0]!.length, this.#length];
    const views = sides.map((_, k) => this.#view(this.#at.sides + k * this.#columnBytes, p * length));
    sides.forEach((side, k) => {
      const to = views[k]!;
      side.forEach((lags, i) => {
        for (let lag = 0; lag < length; lag++) to[lag * p + i] = lags[lag]!;
      });
    });
    const rest = [this.#at.factor, p, length, this.#at.sides, this.#columnBytes, sides.length] as const;
    this.#kernels.forwardSubstitute(...rest);
    this.#kernels.backSubstitute(...rest);
    return views.map((from) =>
      Array.from({ length: p }, (_, i) => Float64Array.from({ length }, (_, lag) => from[lag * p + i]!)),
    );
  }

  /** x ← x + (G + ridge)⁻¹(d − G·x), from x = 0. */
  #corrected(system: ToeplitzSystem, sides: readonly (readonly Float64Array[])[]): Float64Array[][] {
    const multiply = multiplication(system);
    const solutions = this.#substitute(sides);
    for (let n = 0; n < corrections; n++) {
      const residuals = solutions.map((x, k) => {
        const products = multiply(x);
        return sides[k]!.map((side, i) => side.map((value, lag) => value - products[i]![lag]!));
      });
      this.#substitute(residuals).forEach((more, k) => {
        more.forEach((lags, i) => {
          const x = solutions[k]![i]!;
          for (let lag = 0; lag < x.length; lag++) x[lag] = x[lag]! + lags[lag]!;
        });
      });
    }
    return solutions;
  }
}

/** The signals that sound, without those that are the same as an earlier one but for their level. */
function independentSignals({ signalCount, product }: ToeplitzSystem): number[] {
  const kept: number[] = [];
  for (let i = 0; i < signalCount; i++) {
    const energy = product(i, i, 0);
    const isSame = kept.some((k) => product(k, i, 0) ** 2 >= (1 - sameness) * product(k, k, 0) * energy);
    if (energy > 0 && !isSame) kept.push(i);
  }
  return kept;
}

function largestDiagonal({ signalCount, product }: ToeplitzSystem): number {
  let largest = 0;
  for (let i = 0; i < signalCount; i++) largest = Math.max(largest, product(i, i, 0));
  return largest;
}

/** The factor of the top block, rows of the lower triangle; `undefined` where it is not positive definite. */
function cholesky({ signalCount, product }: ToeplitzSystem, ridge: number): number[][] | undefined {
  const rows: number[][] = [];
  for (let i = 0; i < signalCount; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      let sum = product(i, j, 0) + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) sum -= row[k]! * (rows[j]?.[k] ?? row[k]!);
      if (i === j && !(sum > 0)) return undefined;
      row.push(i === j ? Math.sqrt(sum) : sum / rows[j]![j]!);
    }
    rows.push(row);
  }
  return rows;
}

/** U: the first block column of the matrix times the inverse transposed factor of its top block. V: the same without the top block. */
function fillGenerator(
  { signalCount: p, filterLength, product }: ToeplitzSystem,
  parts: {
    readonly ridge: number;
    readonly top: readonly (readonly number[])[];
    readonly us: readonly Float64Array[];
    readonly vs: readonly Float64Array[];
  },
): void {
  const { ridge, top, us, vs } = parts;
  for (let lag = 0; lag < filterLength; lag++) {
    for (let i = 0; i < p; i++) {
      const row = lag * p + i;
      for (let c = 0; c < p; c++) {
        let sum = product(i, c, lag) + (lag === 0 && i === c ? ridge : 0);
        for (let k = 0; k < c; k++) sum -= us[k]![row]! * top[c]![k]!;
        // The top block is lower triangular: what rounding leaves above the diagonal would spoil the steps.
        us[c]![row] = lag === 0 && c > i ? 0 : sum / top[c]![c]!;
        vs[c]![row] = lag === 0 ? 0 : us[c]![row]!;
      }
    }
  }
  for (const column of [...us, ...vs]) column.fill(0, p * filterLength);
}

/** G times filters `[signal][lag]`, by circular convolution of at least twice the length. */
function multiplication({
  signalCount: p,
  filterLength,
  product,
}: ToeplitzSystem): (x: readonly Float64Array[]) => Float64Array[] {
  const size = 2 ** Math.ceil(Math.log2(2 * filterLength));
  const fft = createFft(size);
  const signals = Array.from({ length: p }, (_, i) => i);
  const spectrum = (fill: (real: Float64Array) => void): { real: Float64Array; imaginary: Float64Array } => {
    const parts = { real: new Float64Array(size), imaginary: new Float64Array(size) };
    fill(parts.real);
    fft.forward(parts.real, parts.imaginary);
    return parts;
  };
  const kernels = signals.map((i) =>
    signals.map((j) =>
      spectrum((real) => {
        for (let lag = 1 - filterLength; lag < filterLength; lag++) {
          real[(lag + size) % size] = product(i, j, lag);
        }
      }),
    ),
  );
  return (x) => {
    const spectra = x.map((lags) => spectrum((real) => real.set(lags)));
    return signals.map((i) => {
      const real = new Float64Array(size);
      const imaginary = new Float64Array(size);
      spectra.forEach((factor, j) => {
        const kernel = kernels[i]![j]!;
        for (let k = 0; k < size; k++) {
          real[k]! += kernel.real[k]! * factor.real[k]! - kernel.imaginary[k]! * factor.imaginary[k]!;
          imaginary[k]! += kernel.real[k]! * factor.imaginary[k]! + kernel.imaginary[k]! * factor.real[k]!;
        }
      });
      fft.inverse(real, imaginary);
      return real.slice(0, filterLength);
    });
  };
}
