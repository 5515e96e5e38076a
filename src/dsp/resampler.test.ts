import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../util/index.ts';
import { resampledLength } from './rate-ratio.ts';
import { createResampler, resample } from './resampler.ts';

const bits = (channel: Float32Array): Uint32Array =>
  new Uint32Array(channel.buffer, channel.byteOffset, channel.length);

function tone(frequency: number, rate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * frequency * n) / rate));
}

function noise(seed: number, length: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform() * 2 - 1);
}

/** Power of `signal − wanted` against that of `wanted`, away from the edges where the filter sees the silence outside. */
function snrDb(signal: Float32Array, wanted: Float32Array, edge: number): number {
  let error = 0;
  let power = 0;
  for (let n = edge; n < wanted.length - edge; n++) {
    error += (signal[n]! - wanted[n]!) ** 2;
    power += wanted[n]! ** 2;
  }
  return 10 * Math.log10(power / error);
}

function levelDb(signal: Float32Array, edge: number): number {
  const inner = signal.subarray(edge, signal.length - edge);
  return 10 * Math.log10((2 * inner.reduce((sum, x) => sum + x * x, 0)) / inner.length);
}

/** All of `channels` through a streamed resampler, cut into blocks of random sizes. */
function streamed(
  channels: readonly Float32Array[],
  options: { readonly fromRate: number; readonly toRate: number; readonly startSample?: number },
  seed: number,
): Float32Array[] {
  const random = createRandom(seed);
  const resampler = createResampler({ ...options, channelCount: channels.length });
  const blocks: Float32Array[][] = [];
  for (let at = resampler.inputStartSample; at < channels[0]!.length; ) {
    const size = random.integer(0, random.uniform() < 0.2 ? 3000 : 40);
    blocks.push(resampler.push(channels.map((channel) => channel.subarray(at, at + size))));
    at += size;
  }
  blocks.push(resampler.flush());
  return channels.map((_, c) => Float32Array.from(blocks.flatMap((block) => [...block[c]!])));
}

const pairs: readonly (readonly [number, number])[] = [
  [44100, 48000],
  [48000, 44100],
  [44100, 22050],
  [44100, 44101],
  [44100, 44056],
  [96000, 8000],
  [8000, 192000],
  [48000, 48000 / 1.001],
  [44100.5, 16000],
];

describe('resample', () => {
  it('keeps tones to 140 dB and better', () => {
    for (const [fromRate, toRate] of pairs) {
      const highest = 0.44 * Math.min(fromRate, toRate);
      for (const frequency of [100, 1000, 3000, 7000, 12000, 18000].filter((f) => f < highest)) {
        const seconds = 6000 / Math.min(fromRate, toRate);
        const output = resample([tone(frequency, fromRate, Math.round(seconds * fromRate))], {
          fromRate,
          toRate,
        })[0]!;
        const edge = Math.ceil(110 * Math.max(1, toRate / fromRate));
        expect(snrDb(output, tone(frequency, toRate, output.length), edge)).toBeGreaterThan(140);
      }
    }
  });

  it('lets nothing above the lower Nyquist frequency through', () => {
    for (const [fromRate, toRate] of [
      [48000, 44100],
      [44100, 22050],
      [96000, 8000],
      [44100, 44056],
    ] as const) {
      for (const part of [1, 1.02, 0.5 + fromRate / toRate / 2]) {
        const frequency = (part * toRate) / 2;
        if (frequency >= fromRate / 2) continue;
        const output = resample([tone(frequency, fromRate, fromRate / 2)], { fromRate, toRate })[0]!;
        expect(levelDb(output, 150)).toBeLessThan(-140);
      }
    }
  });

  it('has no gain at 0 Hz', () => {
    for (const [fromRate, toRate] of pairs) {
      const output = resample([new Float32Array(fromRate / 5).fill(0.7)], { fromRate, toRate })[0]!;
      const edge = Math.ceil(110 * Math.max(1, toRate / fromRate));
      expect(output.subarray(edge, output.length - edge).every((x) => x === Math.fround(0.7))).toBe(true);
    }
  });

  it('puts output sample m at m / toRate: an impulse stays where it was', () => {
    const impulse = new Float32Array(1000);
    impulse[400] = 1;
    for (const toRate of [22050, 44100, 88200]) {
      const output = resample([impulse], { fromRate: 44100, toRate })[0]!;
      const peak = (400 * toRate) / 44100;
      expect(output.indexOf(Math.max(...output))).toBe(peak);
      for (let d = 1; d < 40; d++) expect(output[peak + d]!).toBeCloseTo(output[peak - d]!, 7);
    }
  });

  it('gives ⌈length · to / from⌉ samples, to the last of which the input reaches', () => {
    for (const [fromRate, toRate] of pairs) {
      for (const length of [0, 1, 2, 147, 999]) {
        const expected = Math.max(0, Math.ceil((length * toRate) / fromRate - 1e-9));
        expect(resample([new Float32Array(length)], { fromRate, toRate })[0]).toHaveLength(expected);
        expect(resampledLength(length, { fromRate, toRate })).toBe(expected);
      }
    }
  });

  it('copies at equal rates', () => {
    const input = noise(1, 100);
    const output = resample([input], { fromRate: 44100, toRate: 44100 })[0]!;
    expect(output).toEqual(input);
    expect(output.buffer).not.toBe(input.buffer);
  });

  it('treats channels alike and apart', () => {
    const [a, b] = [noise(1, 500), noise(2, 500)];
    const both = resample([a, b], { fromRate: 44100, toRate: 48000 });
    expect(both).toEqual([a, b].flatMap((x) => resample([x], { fromRate: 44100, toRate: 48000 })));
  });

  it('refuses rates that make no sense', () => {
    expect(() => resample([noise(1, 9)], { fromRate: 0, toRate: 44100 })).toThrow(/fromRate.*above 0/);
    expect(() => resample([noise(1, 9)], { fromRate: 44100, toRate: Number.NaN })).toThrow(/toRate/);
    expect(() => resample([noise(1, 9)], { fromRate: 44100, toRate: 44.1 })).toThrow(/factor of 256/);
    expect(() => resample([noise(1, 0), noise(1, 9)], { fromRate: 1, toRate: 2 })).toThrow(/lengths 0, 9/);
    expect(() => resample([], { fromRate: 44100, toRate: 48000 })).toThrow(/channelCount/);
  });
});

describe('createResampler', () => {
  it('gives the bits of the whole for any cut, rate and start', () => {
    const rate = fc.oneof(
      fc.constantFrom(8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000),
      fc.integer({ min: 5000, max: 100000 }),
    );
    fc.assert(
      fc.property(
        rate,
        rate,
        fc.integer({ min: 0, max: 4000 }),
        fc.integer(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (fromRate, toRate, length, seed, part) => {
          const channels = [noise(seed, length), noise(seed + 1, length)];
          const whole = resample(channels, { fromRate, toRate });
          const startSample = Math.floor(part * whole[0]!.length);
          const tail = streamed(channels, { fromRate, toRate, startSample }, seed);
          for (const [c, channel] of whole.entries()) {
            expect(bits(streamed(channels, { fromRate, toRate }, seed)[c]!)).toEqual(bits(channel));
            expect(bits(tail[c]!)).toEqual(bits(channel.slice(startSample)));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('takes blocks longer than its buffer', () => {
    const input = noise(3, 100_000);
    const resampler = createResampler({ fromRate: 48000, toRate: 16000, channelCount: 1 });
    const output = [...resampler.push([input])[0]!, ...resampler.flush()[0]!];
    expect(Float32Array.from(output)).toEqual(resample([input], { fromRate: 48000, toRate: 16000 })[0]);
  });

  it('starts anywhere at equal rates too', () => {
    const input = noise(4, 50);
    expect(streamed([input], { fromRate: 8000, toRate: 8000, startSample: 20 }, 1)[0]).toEqual(
      input.slice(20),
    );
  });

  it('refuses blocks that do not fit, and use after the end', () => {
    const resampler = createResampler({ fromRate: 44100, toRate: 48000, channelCount: 2 });
    expect(() => resampler.push([noise(1, 3)])).toThrow(/2 channels of one length/);
    expect(() => resampler.push([noise(1, 3), noise(1, 4)])).toThrow(/lengths 3, 4/);
    resampler.flush();
    expect(() => resampler.flush()).toThrow(/after flush/);
  });
});
