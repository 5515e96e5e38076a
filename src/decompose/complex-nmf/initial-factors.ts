/** Where a complex factorization begins. */

import { ArgumentError, checkInteger, createRandom, type Random } from '../../util/index.ts';

/** Where all three factors begin; what is not given is drawn. */
export interface InitialComplexFactors {
  /** `[component, bin]`; zeros stay zero. Scaled to sum to 1, and the activations with them. */
  readonly templates?: Float32Array;
  /** `[component, frame]`; zeros stay zero. */
  readonly activations?: Float32Array;
  /**
   * `'random'` (default), `'mixture'`: the phase of X in all components, which they then keep; or numbers of modulus 1
   * `[component, frame, bin, part]`.
   */
  readonly phasors?: 'random' | 'mixture' | Float32Array;
}

/** All three factors, in the precision that they are improved in. */
export interface ComplexFactors {
  readonly templates: Float64Array;
  readonly activations: Float64Array;
  readonly phasors: Float32Array;
}

/** What they are made for. */
interface StartOptions {
  readonly frameCount: number;
  readonly binCount: number;
  readonly componentCount: number;
  readonly seed: number;
  readonly initial: InitialComplexFactors;
}

/** The factors as given or drawn, of the size of the data, with templates that sum to 1. */
export function startComplexFactors(data: Float32Array, options: StartOptions): ComplexFactors {
  const { frameCount, binCount, componentCount, initial } = options;
  const random = createRandom(checkInteger('factorizeComplex.seed', options.seed));
  let sum = 0;
  for (let i = 0; i < data.length; i += 2) sum += Math.hypot(data[i]!, data[i + 1]!);
  const level = sum / frameCount / componentCount;
  const templates = Float64Array.from(
    checked('templates', initial.templates, componentCount * binCount) ??
      draw(random, componentCount * binCount, 1),
  );
  const activations = Float64Array.from(
    checked('activations', initial.activations, componentCount * frameCount) ??
      draw(random, componentCount * frameCount, level),
  );
  // Given activations belong to the given scale of templates; drawn ones are meant for a sum of 1 as they are.
  const keepsProduct = initial.activations !== undefined;
  for (let r = 0; r < componentCount; r++) {
    const template = templates.subarray(r * binCount, (r + 1) * binCount);
    const total = template.reduce((all, value) => all + value, 0);
    if (total === 0) continue;
    for (let k = 0; k < binCount; k++) template[k]! /= total;
    if (!keepsProduct) continue;
    for (let f = r * frameCount; f < (r + 1) * frameCount; f++) activations[f]! *= total;
  }
  return { templates, activations, phasors: startPhasors(data, random, options) };
}

function startPhasors(
  data: Float32Array,
  random: Random,
  { frameCount, binCount, componentCount, initial }: StartOptions,
): Float32Array {
  const length = componentCount * frameCount * binCount * 2;
  const { phasors = 'random' } = initial;
  if (typeof phasors !== 'string') {
    checkLength('phasors', phasors, length);
    return phasors.slice();
  }
  const out = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    const at = i % data.length;
    const angle =
      phasors === 'random' ? 2 * Math.PI * random.uniform() : Math.atan2(data[at + 1]!, data[at]!);
    out[i] = Math.cos(angle);
    out[i + 1] = Math.sin(angle);
  }
  return out;
}

function draw(random: Random, length: number, level: number): Float64Array {
  return Float64Array.from({ length }, () => level * Math.abs(random.normal()));
}

function checked(name: string, values: Float32Array | undefined, length: number): Float32Array | undefined {
  if (values === undefined) return undefined;
  checkLength(name, values, length);
  const wrong = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong < 0) return values;
  throw new ArgumentError({
    place: `factorizeComplex.initial.${name}[${wrong}]`,
    expected: 'a finite number from 0 up',
    got: String(values[wrong]),
    remedy: 'Signs belong to the phases',
  });
}

function checkLength(name: string, values: Float32Array, length: number): void {
  if (values.length === length) return;
  throw new ArgumentError({
    place: `factorizeComplex.initial.${name}`,
    expected: `${length} numbers`,
    got: `${values.length}`,
    remedy: 'Check frameCount, binCount and componentCount',
  });
}
