/**
 * AuxIVA: sources that differ in when they sound, all frequencies of one together (N. Ono, WASPAA 2011). A source's frames follow a spherical
 * Laplace distribution, so that a loud frame is loud at all its frequencies: which ties the frequencies of a source together, and no
 * permutation is left to be solved. Minimises
 *
 *     J = Σₙ 1/T · Σ_t rₙ[t] − Σ_k log |det W[k]|        rₙ[t] = √(Σ_k |yₙ[k, t]|²)        y = W·x
 */

import { createDemixer, type Demixer } from './iterative-projection.ts';
import type { Observations } from './observations.ts';

/** Below this, beside a mean power of 1 per bin, a frame is silence. */
const smallest = 1e-10;

/** A method at work: one iteration at a time. */
export interface DemixingWork {
  readonly demixer: Demixer;
  /** One update of every source. */
  iterate(): void;
  /** The objective; an iteration never raises it, to rounding. */
  objective(): number;
}

/** AuxIVA from W = 1, with as many sources as channels. */
export function startAuxIva(observations: Observations): DemixingWork {
  const { channels, binCount, frameCount } = observations;
  const demixer = createDemixer(observations);
  const level = new Float64Array(frameCount);

  /** Fills `level` with rₙ. */
  function measure(n: number): void {
    level.fill(0);
    for (let k = 0; k < binCount; k++) demixer.addPowers(k, n, level);
    for (let t = 0; t < frameCount; t++) level[t] = Math.sqrt(level[t]!);
  }

  return {
    demixer,
    iterate() {
      for (let n = 0; n < channels.length; n++) {
        measure(n);
        for (let t = 0; t < frameCount; t++) level[t] = 1 / Math.max(smallest, level[t]!);
        for (let k = 0; k < binCount; k++) demixer.project(k, n, level);
      }
    },
    objective() {
      let sum = 0;
      for (let n = 0; n < channels.length; n++) {
        measure(n);
        for (let t = 0; t < frameCount; t++) sum += level[t]! / frameCount;
      }
      return sum - demixer.logDeterminant();
    },
  };
}
