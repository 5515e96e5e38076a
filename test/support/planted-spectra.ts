/** Complex spectrograms whose components are known, for what finds them again. */

import { createRandom } from '../../src/util/index.ts';

/** Three spectra that share their bins, come and go, and meet with phases that have nothing to do with each other. */
export function plantedSpectra(seed: number): {
  data: Float32Array;
  templates: Float32Array;
  activations: Float32Array;
  frameCount: number;
  binCount: number;
  componentCount: number;
} {
  const random = createRandom(seed);
  const [frameCount, binCount, componentCount] = [40, 24, 3];
  const templates = Float32Array.from({ length: componentCount * binCount }, () => random.uniform() ** 3);
  for (let r = 0; r < componentCount; r++) {
    const own = templates.subarray(r * binCount, (r + 1) * binCount);
    const sum = own.reduce((total, value) => total + value, 0);
    own.forEach((value, k) => {
      own[k] = value / sum;
    });
  }
  const activations = Float32Array.from({ length: componentCount * frameCount }, () =>
    random.uniform() < 0.5 ? 0 : 1 + random.uniform(),
  );
  const data = new Float32Array(frameCount * binCount * 2);
  for (let r = 0; r < componentCount; r++) {
    for (let i = 0; i < frameCount * binCount; i++) {
      const modulus =
        templates[r * binCount + (i % binCount)]! * activations[r * frameCount + Math.floor(i / binCount)]!;
      const angle = 2 * Math.PI * random.uniform();
      data[2 * i]! += modulus * Math.cos(angle);
      data[2 * i + 1]! += modulus * Math.sin(angle);
    }
  }
  return { data, templates, activations, frameCount, binCount, componentCount };
}
