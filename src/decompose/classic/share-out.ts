/** The last step of `classic`: estimates of three parts become masks of four stems on the mixture. */

import { applyMask, istft, magnitude, ratioMasks, stft } from '../../dsp/index.ts';
import { subtract } from '../chunk.ts';

/** What the stages before made of a channel. */
export interface ClassicParts {
  readonly vocals: Float32Array;
  readonly drums: Float32Array;
  /** Everything else: bass and other. */
  readonly rest: Float32Array;
}

/** How the stems share. */
export interface ShareOutOptions {
  readonly fftSize: number;
  readonly sampleRate: number;
  readonly bassHertz: number;
  readonly power: number;
}

/**
 * The four stems of a channel. With magnitudes A and B(f) = 1 below `bassHertz`, 0 above its double, a line in between:
 *
 *   A_bass = B·A_rest     A_other = (1 − B)·A_rest     M_j = A_jᵖ / Σᵢ A_iᵖ
 *
 * Voice and drums are the mean of the part itself and M_j·X, which err in different places; `other` is what the rest leaves of the mixture.
 */
export function shareOut(
  mixture: Float32Array,
  parts: ClassicParts,
  { fftSize, sampleRate, bassHertz, power }: ShareOutOptions,
): Record<'vocals' | 'drums' | 'bass' | 'other', Float32Array> {
  const settings = { fftSize, padMode: 'zeros' } as const;
  const spectrogram = stft([mixture], settings);
  const magnitudes = (part: Float32Array): Float32Array => magnitude(stft([part], settings))[0]!;
  const rest = magnitudes(parts.rest);
  const bass = new Float32Array(rest.length);
  const { binCount } = spectrogram;
  for (let k = 0; k < binCount; k++) {
    const share = 2 - (k * sampleRate) / (fftSize * bassHertz);
    const gain = Math.min(1, Math.max(0, share));
    if (gain === 0) break;
    for (let i = k; i < rest.length; i += binCount) {
      bass[i] = gain * rest[i]!;
      rest[i]! -= bass[i]!;
    }
  }
  const masks = ratioMasks([magnitudes(parts.vocals), magnitudes(parts.drums), bass, rest], {
    power,
    zeros: 'last',
  });
  const stemOf = (n: number): Float32Array => istft(applyMask(spectrogram, [masks[n]!]))[0]!;
  const vocals = meanOf(parts.vocals, stemOf(0));
  const drums = meanOf(parts.drums, stemOf(1));
  const low = stemOf(2);
  return { vocals, drums, bass: low, other: subtract(mixture, vocals, drums, low) };
}

/** What a method heard by itself and what is left of it among the others err in different places. */
function meanOf(own: Float32Array, shared: Float32Array): Float32Array {
  return shared.map((x, n) => (x + own[n]!) / 2);
}
