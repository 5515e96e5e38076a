import { describe, expect, it } from 'vitest';
import type { Separator } from '../../audio/index.ts';
import { ArgumentError, createRandom } from '../../util/index.ts';
import type { MedianCascade, MedianStage } from './cascade.ts';
import { createMedianCascade } from './cascade-separator.ts';
import { hpssVocalsCascade } from './hpss-vocals.ts';
import { createHrps } from './hrps.ts';
import { createHrpsCascade } from './hrps-cascade.ts';
import { createMultipass } from './multipass.ts';

const sampleRate = 8000;
const length = 12000;
const energy = (signal: Float32Array): number => signal.reduce((sum, value) => sum + value ** 2, 0);

async function split(separator: Separator, channel: Float32Array): Promise<Record<string, Float32Array>> {
  const stems = await separator.separate({ sampleRate, channels: [channel] });
  return Object.fromEntries([...stems].map(([name, { channels }]) => [name, channels[0]!]));
}

const random = createRandom(5);
const noise = Float32Array.from({ length }, () => 0.2 * random.normal());
const tone = Float32Array.from({ length }, (_, n) => 0.5 * Math.sin(0.3 * n));
const strokes = Float32Array.from({ length }, (_, n) => (n % 3000 === 1500 ? 1 : 0));

const vocals: MedianCascade = hpssVocalsCascade();

describe('a cascade of medians', () => {
  it('takes tones by long frames and strokes by short ones', async () => {
    const mixture = tone.map((x, n) => x + strokes[n]!);
    const error = (part: Float32Array, true_: Float32Array): number =>
      energy(part.map((x, n) => x - true_[n]!)) / energy(true_);
    const parts = await split(createHrpsCascade(), mixture);
    const single = await split(createHrps(), mixture);
    expect(error(parts.harmonic!, tone)).toBeLessThan(0.05);
    expect(error(parts.percussive!, strokes)).toBeLessThan(0.5 * error(single.percussive!, strokes));
    const ofNoise = await split(createHrpsCascade({ mask: 'binary' }), noise);
    expect(energy(ofNoise.residual!)).toBeGreaterThan(0.5 * energy(noise));
  });

  it('finds a voice that trembles between chords and strokes', async () => {
    const trembling = Float32Array.from(
      { length },
      (_, n) => 0.4 * Math.sin(0.5 * n + 12 * Math.sin(n / 200)),
    );
    const mixture = trembling.map((x, n) => x + tone[n]! + strokes[n]!);
    const parts = await split(createMultipass(), mixture);
    const errorOf = (part: Float32Array): number => energy(part.map((x, n) => x - trembling[n]!));
    expect(errorOf(parts.vocals!)).toBeLessThan(0.3 * errorOf(mixture));
  });

  it('adds parts that go to one signal', async () => {
    const stage: MedianStage = {
      frameSeconds: 0.064,
      harmonic: { frames: 9 },
      percussive: { bins: 9 },
      margin: 2,
      to: { harmonic: 'all', percussive: 'all', residual: 'all' },
    };
    const { all, nothing } = await split(
      createMedianCascade({ name: 'test', stems: ['all', 'nothing'], stages: [stage] }),
      noise,
    );
    expect(energy(nothing!)).toBeLessThan(1e-10 * energy(all!));
  });

  it('refuses stages that do not fit together and options out of range', () => {
    const [first, second] = vocals.stages as [MedianStage, MedianStage];
    const attempts: MedianCascade[] = [
      { ...vocals, stages: [second, first] },
      { ...vocals, stages: [first] },
      { ...vocals, stages: [] },
      { ...vocals, stems: ['vocals'] },
      { ...vocals, stages: [first, { ...second, to: { harmonic: 'mixture' } }] },
      { ...vocals, stages: [first, { ...second, to: { ...second.to, residual: 'lively' } }] },
      { ...vocals, stages: [{ ...first, frameSeconds: 0 }, second] },
      { ...vocals, stages: [{ ...first, harmonic: { frames: 0 } }, second] },
    ];
    for (const cascade of attempts) expect(() => createMedianCascade(cascade)).toThrow(ArgumentError);
    expect(() => createHrpsCascade({ margin: 0.5 })).toThrow(ArgumentError);
    expect(() => createMultipass({ kernel: 0 })).toThrow(ArgumentError);
  });
});
