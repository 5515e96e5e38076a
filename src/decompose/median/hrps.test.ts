import { describe, expect, it } from 'vitest';
import { createRandom } from '../../util/index.ts';
import { createHrps, type HrpsOptions } from './hrps.ts';

const sampleRate = 16000;
const energy = (signal: Float32Array): number => signal.reduce((sum, value) => sum + value ** 2, 0);

async function split(channel: Float32Array, options?: HrpsOptions): Promise<Record<string, Float32Array>> {
  const stems = await createHrps(options).separate({ sampleRate, channels: [channel] });
  return Object.fromEntries([...stems].map(([name, audio]) => [name, audio.channels[0]!]));
}

describe('hrps', () => {
  it('leaves noise to the residual and tones and strokes to their stems', async () => {
    const random = createRandom(3);
    const noise = Float32Array.from({ length: 16000 }, () => 0.1 * random.normal());
    const tone = Float32Array.from({ length: 16000 }, (_, n) => Math.sin(0.2 * n));
    const stroke = new Float32Array(16000);
    stroke[8000] = 1;
    const ofNoise = await split(noise);
    expect(energy(ofNoise.residual!)).toBeGreaterThan(energy(ofNoise.harmonic!));
    expect(energy(ofNoise.residual!)).toBeGreaterThan(energy(ofNoise.percussive!));
    expect(energy((await split(tone)).harmonic!) / energy(tone)).toBeGreaterThan(0.9);
    expect(energy((await split(stroke)).percussive!) / energy(stroke)).toBeGreaterThan(0.99);
  });

  it('leaves more to the residual the larger the margin', async () => {
    const random = createRandom(4);
    const noise = Float32Array.from({ length: 8000 }, () => 0.1 * random.normal());
    const residuals: number[] = [];
    for (const margin of [1, 1.5, 2, 4]) residuals.push(energy((await split(noise, { margin })).residual!));
    expect(residuals).toEqual([...residuals].sort((a, b) => a - b));
    // With margin 1 nothing but rounding is left.
    expect(residuals[0]).toBeLessThan(1e-12 * energy(noise));
  });

  it('offers soft masks as well', async () => {
    const random = createRandom(5);
    const noise = Float32Array.from({ length: 8000 }, () => 0.1 * random.normal());
    const { residual } = await split(noise, { mask: 'soft', margin: 3 });
    expect(energy(residual!)).toBeGreaterThan(0.1 * energy(noise));
  });
});
