/**
 * Complex non-negative matrix factorization: a complex spectrogram as a sum of components, each with a template, activations and a phase of its
 * own in every bin (H. Kameoka, N. Ono, K. Kashino, S. Sagayama, "Complex NMF: a new sparse representation for acoustic signals", ICASSP
 * 2009). Magnitudes of overlapping sounds do not add up, their complex bins do.
 */

import { ArgumentError, checkInteger, checkNumber, LimitError, type WorkOptions } from '../../util/index.ts';
import { takeTurn } from '../chunk.ts';
import { ComplexUpdates } from './complex-updates.ts';
import { type InitialComplexFactors, startComplexFactors } from './initial-factors.ts';

/** Options of {@link factorizeComplex}. */
export interface ComplexNmfOptions extends WorkOptions {
  readonly frameCount: number;
  readonly binCount: number;
  readonly componentCount: number;
  /** Iterations, from 0. Default 100. */
  readonly iterations?: number;
  /** λ, from 0, of the penalty 2λ·Σ U^p. Default 0: none. In units of the data: some hundredths of the mean of |X|^(2 − p) is a beginning. */
  readonly sparsity?: number;
  /** p, above 0 and below 2. Default 1.2, the paper's. Below 1 it drives harder towards zeros, and into worse minima. */
  readonly sparsityExponent?: number;
  /** Of what is drawn, a whole number. Default 0. */
  readonly seed?: number;
  readonly initial?: InitialComplexFactors;
  /** Whether the templates stay as they are, then scaled to sum to 1. Default false. */
  readonly fixedTemplates?: boolean;
  /** Memory it may take, in bytes. Default 1 GiB: see {@link factorizeComplex} for what it takes. */
  readonly maxMemoryBytes?: number;
}

/** What {@link factorizeComplex} gives: X[frame, bin] ≈ Σᵣ activations[r, frame] · templates[r, bin] · phasors[r, frame, bin]. */
export interface ComplexFactorization {
  readonly componentCount: number;
  readonly frameCount: number;
  readonly binCount: number;
  /** `[component, bin]`; each sums to 1. */
  readonly templates: Float32Array;
  /** `[component, frame]`. */
  readonly activations: Float32Array;
  /** e^{iφ}, `[component, frame, bin, part]`: the real and the imaginary part of a number of modulus 1. */
  readonly phasors: Float32Array;
  /** The objective Σ |X − model|² + 2λ·Σ U^p before and after every iteration. It never rises but by rounding. */
  readonly costs: readonly number[];
}

/** The host gets a turn after so many milliseconds of work. */
const turnMilliseconds = 30;

/**
 * Factorizes complex bins `data` X `[frame, bin, part]`, such as a channel of a Spectrogram, by the auxiliary function of the paper: with
 * β = HU / ΣHU every component gets its own target X̄ = HU·e^{iφ} + β·(X − model), takes its phase and fits its modulus, activations first.
 * Where the paper scales templates to a sum of 1 after their update, which may raise a penalized objective, they are here the best templates of
 * that sum (none below a tenth of what it was), so that no step can raise it.
 *
 * **Where it starts decides what it finds.** Phases that begin as the mixture's never leave it, and the result is that of a magnitude
 * factorization. With free phases there are more unknowns than data: start from templates that are known (solo recordings, `factorize`), and
 * let few activations be large (`sparsity`, or zeros in the initial activations, which stay).
 *
 * Memory is 8 bytes per component, frame and bin, time about 40 ns per component, frame, bin and iteration: excerpts, not songs. 10 s at 16 kHz
 * with 1024-sample frames every 256 and 10 components are 26 MB and 0.12 s per iteration.
 *
 * Throws `ArgumentError` for lengths that do not fit and numbers that are not finite, `LimitError` above `maxMemoryBytes`.
 */
export async function factorizeComplex(
  data: Float32Array,
  options: ComplexNmfOptions,
): Promise<ComplexFactorization> {
  const place = 'factorizeComplex';
  const frameCount = checkInteger(`${place}.frameCount`, options.frameCount, { min: 1 });
  const binCount = checkInteger(`${place}.binCount`, options.binCount, { min: 1 });
  const componentCount = checkInteger(`${place}.componentCount`, options.componentCount, { min: 1 });
  const iterations = checkInteger(`${place}.iterations`, options.iterations ?? 100, { min: 0 });
  const sparsity = checkNumber(`${place}.sparsity`, options.sparsity ?? 0, { min: 0 });
  const exponent = checkNumber(`${place}.sparsityExponent`, options.sparsityExponent ?? 1.2, {
    above: 0,
    below: 2,
  });
  const sizes = { frameCount, binCount, componentCount };
  checkMemory(sizes, options.maxMemoryBytes);
  checkData(data, frameCount * binCount * 2);
  const start = startComplexFactors(data, {
    ...sizes,
    seed: options.seed ?? 0,
    initial: options.initial ?? {},
  });
  const updates = new ComplexUpdates({ ...sizes, ...start, data, sparsity, exponent });
  const costs = [updates.cost()];
  options.signal?.throwIfAborted();
  let turn = performance.now();
  for (let iteration = 1; iteration <= iterations; iteration++) {
    updates.updateActivations();
    if (options.fixedTemplates !== true) updates.updateTemplates();
    costs.push(updates.cost());
    options.onProgress?.({ stage: 'factorize', done: iteration, total: iterations, unit: 'items' });
    if (iteration < iterations && performance.now() - turn > turnMilliseconds) {
      await takeTurn(options.signal);
      turn = performance.now();
    }
  }
  return {
    ...{ ...sizes, costs, phasors: updates.phasors },
    templates: Float32Array.from(updates.templates),
    activations: Float32Array.from(updates.activations),
  };
}

/**
 * The complex bins `[frame, bin, part]` of the `components` (by index) of a factorization. With `mixture`, the bins that were factorized, what
 * the model leaves of it is dealt out to all components by their share of the modulus, so that parts of all components add up to the mixture.
 */
export function complexModel(
  factorization: ComplexFactorization,
  components: readonly number[],
  { mixture }: { readonly mixture?: Float32Array } = {},
): Float32Array {
  const { frameCount, binCount, componentCount, templates, activations, phasors } = factorization;
  const out = new Float32Array(frameCount * binCount * 2);
  const wanted = Array.from({ length: componentCount }, (_, r) => components.includes(r));
  for (let i = 0; i < frameCount * binCount; i++) {
    const [f, k] = [Math.floor(i / binCount), i % binCount];
    let [re, im, own, allRe, allIm, all] = [0, 0, 0, 0, 0, 0];
    for (let r = 0; r < componentCount; r++) {
      const modulus = templates[r * binCount + k]! * activations[r * frameCount + f]!;
      const at = (r * frameCount * binCount + i) * 2;
      const [x, y] = [modulus * phasors[at]!, modulus * phasors[at + 1]!];
      allRe += x;
      allIm += y;
      all += modulus;
      if (!wanted[r]) continue;
      re += x;
      im += y;
      own += modulus;
    }
    // Bins in which nothing sounds go to all in equal parts.
    const share = all > 0 ? own / all : wanted.filter(Boolean).length / componentCount;
    out[2 * i] = mixture === undefined ? re : re + share * (mixture[2 * i]! - allRe);
    out[2 * i + 1] = mixture === undefined ? im : im + share * (mixture[2 * i + 1]! - allIm);
  }
  return out;
}

function checkMemory(
  sizes: { readonly frameCount: number; readonly binCount: number; readonly componentCount: number },
  maxMemoryBytes = 2 ** 30,
): void {
  const { frameCount, binCount, componentCount } = sizes;
  const limit = checkInteger('factorizeComplex.maxMemoryBytes', maxMemoryBytes, { min: 1 });
  const neededBytes =
    8 * frameCount * binCount * componentCount + 12 * componentCount * (frameCount + binCount);
  if (neededBytes <= limit) return;
  throw new LimitError({
    place: 'factorizeComplex',
    expected: `at most ${limit} bytes for the phases of all components`,
    got: `${neededBytes} bytes for ${componentCount} components, ${frameCount} frames and ${binCount} bins`,
    remedy: 'Take a shorter excerpt, a larger hop, fewer components, or raise maxMemoryBytes',
    neededBytes,
  });
}

function checkData(data: Float32Array, length: number): void {
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (data.length === length && wrong < 0) return;
  throw new ArgumentError({
    place: wrong < 0 ? 'factorizeComplex.data' : `factorizeComplex.data[${wrong}]`,
    expected: wrong < 0 ? `${length} numbers [frame, bin, part]` : 'a finite number',
    got: wrong < 0 ? `${data.length}` : String(data[wrong]),
    remedy: 'Give a channel of a spectrogram, with its frameCount and binCount',
  });
}
