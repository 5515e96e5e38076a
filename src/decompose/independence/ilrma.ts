/**
 * ILRMA: sources whose spectrograms are of low rank each (D. Kitamura, N. Ono, H. Sawada, H. Kameoka, H. Saruwatari, "Determined blind source
 * separation unifying independent vector analysis and nonnegative matrix factorization", IEEE/ACM TASLP 24(9), 2016). Where AuxIVA takes a loud
 * frame to be loud everywhere, here a few spectra switch on and off: rₙ = TₙVₙ. Minimises
 *
 *     J = Σₙ 1/T · Σ_{k,t} (|yₙ|²/rₙ + log rₙ) − 2·Σ_k log |det W[k]|
 *
 * by NMF's multiplicative updates with a square root (majorisation, so that no step goes uphill) and by iterative projection in turn.
 */

import { checkInteger, createRandom } from '../../util/index.ts';
import type { DemixingWork } from './aux-iva.ts';
import { createDemixer } from './iterative-projection.ts';
import type { Observations } from './observations.ts';

/** Options of {@link startIlrma}. */
export interface IlrmaOptions {
  /** Spectra per source. */
  readonly bases: number;
  /** Of the random start. Default 0. */
  readonly seed?: number;
  /** The start instead: per source `[bin, basis]` and `[basis, frame]`. Copied. */
  readonly start?: readonly { readonly spectra: Float64Array; readonly gains: Float64Array }[];
  /** W to begin with, `[bin, source, channel, part]`. Default: the identity. Copied. */
  readonly matrices?: Float64Array;
}

/** ILRMA at work. */
export interface IlrmaWork extends DemixingWork {
  /** One update of the spectra and their gains alone, W staying as it is. */
  fit(): void;
}

/** −100 dB beside a mean power of 1 per bin: where the model says less, it says silence. */
const smallest = 1e-10;

interface Source {
  /** T, `[bin, basis]`. */
  readonly spectra: Float64Array;
  /** V, `[basis, frame]`. */
  readonly gains: Float64Array;
}

/** ILRMA with as many sources as channels. */
export function startIlrma(observations: Observations, options: IlrmaOptions): IlrmaWork {
  const { channels, binCount, frameCount } = observations;
  const bases = checkInteger('bases', options.bases, { min: 1 });
  const random = createRandom(options.seed ?? 0);
  // In (0, 1]: a factor that is 0 would stay so.
  const draw = (length: number): Float64Array => Float64Array.from({ length }, () => 1 - random.uniform());
  const sources: readonly Source[] =
    options.start?.map(({ spectra, gains }) => ({ spectra: spectra.slice(), gains: gains.slice() })) ??
    channels.map(() => ({ spectra: draw(binCount * bases), gains: draw(bases * frameCount) }));
  const demixer = createDemixer(observations, options.matrices);
  /** |yₙ|² of the source at work, `[bin, frame]`. */
  const powers = new Float32Array(binCount * frameCount);
  /** r of one frequency, then its reciprocal. */
  const model = new Float64Array(frameCount);
  const ratio = new Float64Array(frameCount);
  const above = new Float64Array(bases * frameCount);
  const below = new Float64Array(bases * frameCount);

  function measure(n: number): number {
    let total = 0;
    for (let k = 0; k < binCount; k++) {
      ratio.fill(0);
      demixer.addPowers(k, n, ratio);
      powers.set(ratio, k * frameCount);
      for (let t = 0; t < frameCount; t++) total += ratio[t]!;
    }
    return total / (binCount * frameCount);
  }

  /** model ← r of a frequency. */
  function predict({ spectra, gains }: Source, bin: number): void {
    model.fill(0);
    const at = bin * bases;
    let b = 0;
    // Two at a time: every pass over the model costs as much as a product.
    for (; b + 1 < bases; b += 2) {
      const first = spectra[at + b]!;
      const second = spectra[at + b + 1]!;
      const row = b * frameCount;
      const next = row + frameCount;
      for (let t = 0; t < frameCount; t++) model[t]! += first * gains[row + t]! + second * gains[next + t]!;
    }
    if (b < bases) {
      const last = spectra[at + b]!;
      const row = b * frameCount;
      for (let t = 0; t < frameCount; t++) model[t]! += last * gains[row + t]!;
    }
    for (let t = 0; t < frameCount; t++) if (model[t]! < smallest) model[t] = smallest;
  }

  /** model ← 1/r, ratio ← |y|²/r². */
  function compare(source: Source, bin: number): void {
    predict(source, bin);
    const start = bin * frameCount;
    for (let t = 0; t < frameCount; t++) {
      const inverse = 1 / model[t]!;
      model[t] = inverse;
      ratio[t] = powers[start + t]! * inverse * inverse;
    }
  }

  /** t ← t·√(Σ_t |y|²·v/r² / Σ_t v/r). */
  function updateSpectra(source: Source): void {
    const { spectra, gains } = source;
    for (let k = 0; k < binCount; k++) {
      compare(source, k);
      for (let b = 0; b < bases; b++) {
        let over = 0;
        let under = 0;
        const row = b * frameCount;
        for (let t = 0; t < frameCount; t++) {
          const gain = gains[row + t]!;
          over += gain * ratio[t]!;
          under += gain * model[t]!;
        }
        const at = k * bases + b;
        spectra[at] = Math.max(smallest, spectra[at]! * Math.sqrt(over / under));
      }
    }
  }

  /** v ← v·√(Σ_k |y|²·t/r² / Σ_k t/r). */
  function updateGains(source: Source): void {
    const { spectra, gains } = source;
    above.fill(0);
    below.fill(0);
    for (let k = 0; k < binCount; k++) {
      compare(source, k);
      for (let b = 0; b < bases; b++) {
        const gain = spectra[k * bases + b]!;
        const row = b * frameCount;
        for (let t = 0; t < frameCount; t++) {
          above[row + t]! += gain * ratio[t]!;
          below[row + t]! += gain * model[t]!;
        }
      }
    }
    for (let i = 0; i < gains.length; i++) {
      gains[i] = Math.max(smallest, gains[i]! * Math.sqrt(above[i]! / below[i]!));
    }
  }

  function fitSource(source: Source, n: number): void {
    const power = measure(n);
    // The scale of a source is nobody's: power 1 keeps numbers near 1. J does not notice.
    if (power > smallest) {
      demixer.scale(n, 1 / Math.sqrt(power));
      for (let i = 0; i < powers.length; i++) powers[i]! /= power;
      for (let i = 0; i < source.spectra.length; i++) source.spectra[i]! /= power;
    }
    updateSpectra(source);
    updateGains(source);
  }

  return {
    demixer,
    fit: () => sources.forEach(fitSource),
    iterate() {
      sources.forEach((source, n) => {
        fitSource(source, n);
        for (let k = 0; k < binCount; k++) {
          predict(source, k);
          for (let t = 0; t < frameCount; t++) model[t] = 1 / model[t]!;
          demixer.project(k, n, model);
        }
      });
    },
    objective() {
      let sum = 0;
      sources.forEach((source, n) => {
        measure(n);
        for (let k = 0; k < binCount; k++) {
          predict(source, k);
          // The logarithm of a product of eight: r stays above 1e-10 and, beside powers of about 1, far below 1e30.
          let product = 1;
          for (let t = 0; t < frameCount; t++) {
            const r = model[t]!;
            sum += powers[k * frameCount + t]! / r;
            product *= r;
            if (t % 8 === 7 || t === frameCount - 1) {
              sum += Math.log(product);
              product = 1;
            }
          }
        }
      });
      return sum / frameCount - 2 * demixer.logDeterminant();
    },
  };
}
