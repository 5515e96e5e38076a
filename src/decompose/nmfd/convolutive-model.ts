/** What a part of a convolutive factorization stands for: the spectrogram of some of its components. */

import { multiply } from '../matrix/multiply.ts';
import { unfold } from './convolutive-updates.ts';
import type { ConvolutiveFactorization } from './factorize-convolutive.ts';

/** The model of the `components` (by index) of a factorization, `[frame, bin]`: Σᵣₜ activations[r, frame − t] · templates[r][t, bin]. */
export function convolutiveModel(
  factorization: ConvolutiveFactorization,
  components: readonly number[],
): Float32Array {
  const { frameCount, binCount, activations } = factorization;
  const templateFrames = components.map((r) => factorization.templateFrames[r]!);
  const rows = templateFrames.reduce((sum, frames) => sum + frames, 0);
  const own = new Float32Array(components.length * frameCount);
  const templates = new Float32Array(rows * binCount);
  let at = 0;
  components.forEach((r, i) => {
    own.set(activations.subarray(r * frameCount, (r + 1) * frameCount), i * frameCount);
    templates.set(factorization.templates[r]!, at);
    at += factorization.templates[r]!.length;
  });
  const unfolded = new Float32Array(rows * frameCount);
  unfold(own, { frameCount, templateFrames, out: unfolded });
  return multiply(unfolded, templates, {
    rows: frameCount,
    inner: rows,
    columns: binCount,
    transposeA: true,
  });
}
