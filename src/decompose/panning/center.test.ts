import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandom } from '../../util/index.ts';
import { type CenterOptions, createCenter } from './center.ts';

const sampleRate = 16000;
const length = 16000;
const energy = (signal: Float32Array): number => signal.reduce((sum, value) => sum + value ** 2, 0);
const sine = (hertz: number, gain = 0.5): Float32Array =>
  Float32Array.from({ length }, (_, n) => gain * Math.sin((2 * Math.PI * hertz * n) / sampleRate));

async function split(
  channels: Float32Array[],
  options?: CenterOptions,
): Promise<Record<string, Float32Array[]>> {
  const stems = await createCenter(options).separate({ sampleRate, channels });
  return Object.fromEntries([...stems].map(([name, audio]) => [name, [...audio.channels]]));
}

/** Decibels of the vocals against their input. */
async function vocalGainDb(channels: Float32Array[], options?: CenterOptions): Promise<number> {
  const { vocals } = await split(channels, options);
  const before = channels.reduce((sum, channel) => sum + energy(channel), 0);
  return 10 * Math.log10(vocals!.reduce((sum, channel) => sum + energy(channel), 0) / before);
}

describe('center', () => {
  it('takes the middle and leaves the sides and opposite phases', async () => {
    const tone = sine(1000);
    const turned = tone.map((x) => -x);
    expect(await vocalGainDb([tone, tone])).toBeGreaterThan(-0.1);
    expect(await vocalGainDb([tone, new Float32Array(length)])).toBeLessThan(-60);
    expect(await vocalGainDb([tone, turned])).toBeLessThan(-60);
  });

  it('keeps 61 % of a sound at its half-width', async () => {
    const widthDegrees = 10;
    // Gains cos(45° − a) and sin(45° − a) pan to a degrees off the middle.
    const angle = ((45 - widthDegrees) * Math.PI) / 180;
    const panned = [sine(1000, Math.cos(angle)), sine(1000, Math.sin(angle))];
    expect(await vocalGainDb(panned, { widthDegrees })).toBeCloseTo(20 * Math.log10(Math.exp(-0.5)), 1);
  });

  it('pulls a centred tone out of noise at the sides', async () => {
    const random = createRandom(9);
    const noise = (): Float32Array => Float32Array.from({ length }, () => 0.1 * random.normal());
    const tone = sine(1000, 0.2);
    const sides = [noise(), noise()];
    const mixture = sides.map((side) => side.map((x, n) => x + tone[n]!));
    const { vocals } = await split(mixture);
    const errorOf = (estimate: Float32Array): number => energy(estimate.map((x, n) => x - tone[n]!));
    expect(errorOf(vocals![0]!)).toBeLessThan(0.3 * errorOf(mixture[0]!));
  });

  it('leaves what lies outside the band to other', async () => {
    const bass = sine(50);
    expect(await vocalGainDb([bass, bass])).toBeLessThan(-35);
    expect(await vocalGainDb([bass, bass], { lowHertz: 0 })).toBeGreaterThan(-0.1);
    const high = sine(7000);
    expect(await vocalGainDb([high, high], { highHertz: 5000 })).toBeLessThan(-40);
  });

  it('takes mono as stereo with equal channels', async () => {
    const tone = sine(500).map((x, n) => x + 0.3 * Math.sin(n * 0.02));
    const mono = await split([tone]);
    const stereo = await split([tone, tone]);
    expect(mono.vocals![0]).toEqual(stereo.vocals![0]);
    expect(mono.other![0]).toEqual(stereo.other![1]);
    // All of it is in the middle, so the vocals are the band of the mixture.
    expect(await vocalGainDb([sine(500)])).toBeGreaterThan(-0.1);
  });

  it('refuses more than two channels and options out of range', async () => {
    const three = [sine(500), sine(500), sine(500)];
    await expect(split(three)).rejects.toThrow(ArgumentError);
    const attempts: CenterOptions[] = [
      { widthDegrees: 0 },
      { widthDegrees: 45 },
      { lowHertz: 200, highHertz: 200 },
      { fftSize: 1.5 },
    ];
    for (const options of attempts) expect(() => createCenter(options)).toThrow(ArgumentError);
  });
});
