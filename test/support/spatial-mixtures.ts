/** Seeded instruments and how they reach several channels: mixtures whose images are known, for what separates by place. */

import { createRandom } from '../../src/util/index.ts';

/** A mixture and what each source alone sounds like in every channel. */
export interface SpatialMixture {
  readonly mixture: Float32Array[];
  /** `[source][channel]`. */
  readonly images: Float32Array[][];
}

/**
 * Instruments that play notes of their own at times of their own: a few partials each, decaying, with rests. `count` of them, no two with a
 * note in common.
 */
export function instruments(
  count: number,
  { lengthSamples, sampleRate, seed = 1 }: { lengthSamples: number; sampleRate: number; seed?: number },
): Float32Array[] {
  return Array.from({ length: count }, (_, i) => {
    const random = createRandom(seed * 100 + i);
    const signal = new Float32Array(lengthSamples);
    const noteSamples = Math.round((0.11 + 0.05 * i) * sampleRate);
    for (let start = 0; start < lengthSamples; start += noteSamples) {
      if (random.uniform() < 0.3) continue;
      const hertz = (170 + 31 * i) * 2 ** (random.integer(0, 11) / 12);
      const partials = Array.from({ length: 5 }, (_none, p) => random.uniform() / (p + 1));
      const end = Math.min(lengthSamples, start + noteSamples * 2);
      for (let n = start; n < end; n++) {
        const age = (n - start) / sampleRate;
        const envelope = Math.min(1, age * 200) * Math.exp(-age * 12) * Math.min(1, (end - n) / 100);
        let value = 0.02 * random.normal();
        partials.forEach((level, p) => {
          value += level * Math.sin(2 * Math.PI * hertz * (p + 1) * age);
        });
        signal[n]! += 0.3 * envelope * value;
      }
    }
    return signal;
  });
}

/** Sources mixed by gains: `gains` is `[channel][source]`. */
export function mixByGains(
  sources: readonly Float32Array[],
  gains: readonly (readonly number[])[],
): SpatialMixture {
  return assemble(sources.map((source, i) => gains.map((row) => source.map((value) => value * row[i]!))));
}

/** Sources through rooms: noise that decays by 60 dB within `echoSeconds` after a direct sound that is louder on the source's side. */
export function mixByRooms(
  sources: readonly Float32Array[],
  {
    sampleRate,
    channelCount,
    echoSeconds,
    seed = 5,
  }: { sampleRate: number; channelCount: number; echoSeconds: number; seed?: number },
): SpatialMixture {
  const random = createRandom(seed);
  const taps = Math.round(echoSeconds * sampleRate);
  return assemble(
    sources.map((source, i) =>
      Array.from({ length: channelCount }, (_, c) => {
        const filter = Float32Array.from(
          { length: taps },
          (_none, n) => 0.25 * random.normal() * 10 ** ((-3 * n) / taps),
        );
        filter[Math.abs(i - c) * 2]! += 1 / (1 + 0.5 * Math.abs(i - c));
        return convolve(source, filter);
      }),
    ),
  );
}

/** Sources that reach the second channel with a gain and a delay of whole samples each. */
export function mixByDelays(
  sources: readonly Float32Array[],
  places: readonly { readonly gain: number; readonly delaySamples: number }[],
): SpatialMixture {
  return assemble(
    sources.map((source, i) => {
      const { gain, delaySamples } = places[i]!;
      const shifted = source.map((_, n) => gain * (source[n - delaySamples] ?? 0));
      return [source.slice(), shifted];
    }),
  );
}

function convolve(signal: Float32Array, filter: Float32Array): Float32Array {
  const out = new Float32Array(signal.length);
  filter.forEach((tap, k) => {
    for (let n = k; n < out.length; n++) out[n]! += tap * signal[n - k]!;
  });
  return out;
}

function assemble(images: Float32Array[][]): SpatialMixture {
  const mixture = images[0]!.map((first, c) =>
    first.map((_, n) => images.reduce((sum, image) => sum + image[c]![n]!, 0)),
  );
  return { mixture, images };
}
