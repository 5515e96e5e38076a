/**
 * Spectra of keys as they are, not as they may be: for a factorization that holds them fixed and asks only when they sound. A partial is a bump as
 * wide as a frame shows it, and stands where a stiff string has it; noise, which has no pitch, has bands of its own.
 */

import { pitchToHertz } from '../../score/index.ts';

/** The bins of the spectra. */
export interface KeyTemplateOptions {
  readonly binCount: number;
  readonly hertzPerBin: number;
  /** `'piano'`: partials stretched as stiff strings have them; `'harmonic'`: whole multiples, as of winds, bowed strings, voices. */
  readonly instrument: 'piano' | 'harmonic';
}

/** Half-width of a partial's bump, as a part of its frequency: an eighth of a semitone out of tune costs little. */
const spread = 0.007;
/** Partials beyond carry little, and cover those of other keys. */
const mostPartials = 40;

/**
 * The inharmonicity B of a piano's string, by which its partials lie at m·f0·√(1 + B·m²): the mean of measured pianos, falling along the bass bridge and
 * rising along the treble bridge (F. Rigaud, B. David, L. Daudet, "A
 * parametric model and estimation techniques for the inharmonicity and tuning of the piano", JASA 133(5), 2013).
 */
export function pianoInharmonicity(pitch: number): number {
  return Math.exp(-0.0847 * pitch - 5.82) + Math.exp(0.0926 * pitch - 13.64);
}

/** The spectra of `pitches`, `[pitch, bin]`, each with the sum 1: partials m with weight 1/m. */
export function keyTemplates(pitches: readonly number[], options: KeyTemplateOptions): Float32Array {
  const { binCount, hertzPerBin, instrument } = options;
  const templates = new Float32Array(pitches.length * binCount);
  for (const [row, pitch] of pitches.entries()) {
    const template = templates.subarray(row * binCount, (row + 1) * binCount);
    const stiffness = instrument === 'piano' ? pianoInharmonicity(pitch) : 0;
    for (let m = 1; m <= mostPartials; m++) {
      const center = (m * pitchToHertz(pitch) * Math.sqrt(1 + stiffness * m * m)) / hertzPerBin;
      if (center > binCount) break;
      // A Hann window's main lobe has about this width, one bin.
      addBump(template, { center, width: Math.max(1, spread * center), weight: 1 / m });
    }
    const sum = template.reduce((total, value) => total + value, 0);
    for (let bin = 0; bin < binCount; bin++) template[bin] = template[bin]! / sum;
  }
  return templates;
}

function addBump(
  template: Float32Array,
  { center, width, weight }: { readonly center: number; readonly width: number; readonly weight: number },
): void {
  const last = Math.min(template.length - 1, Math.floor(center + 4 * width));
  for (let bin = Math.max(0, Math.ceil(center - 4 * width)); bin <= last; bin++) {
    template[bin]! += weight * Math.exp(-0.5 * ((bin - center) / width) ** 2);
  }
}

/**
 * `count` overlapping triangles, `[band, bin]`, each with the sum 1, as wide as an ear's bands: evenly spaced below 200 Hz, by ratios above. Without
 * them, the noise of a stroke is explained as all keys at once.
 */
export function noiseTemplates(
  count: number,
  { binCount, hertzPerBin }: Omit<KeyTemplateOptions, 'instrument'>,
): Float32Array {
  const place = (bin: number): number => Math.log1p((bin * hertzPerBin) / 200);
  const step = place(binCount - 1) / Math.max(1, count - 1);
  const templates = new Float32Array(count * binCount);
  for (let band = 0; band < count; band++) {
    const template = templates.subarray(band * binCount, (band + 1) * binCount);
    for (let bin = 0; bin < binCount; bin++) {
      template[bin] = Math.max(0, 1 - Math.abs(place(bin) / step - band));
    }
    const sum = template.reduce((total, value) => total + value, 0);
    for (let bin = 0; bin < binCount; bin++) template[bin] = template[bin]! / (sum || 1);
  }
  return templates;
}
