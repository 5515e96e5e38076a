/** Separates ten minutes by the method that is named and prints what it took, as JSON: see bench/figures/classical/long-songs.ts. */

import { readFileSync } from 'node:fs';
import { type Audio, decodeAudio } from '../../src/audio/index.ts';
import { resample } from '../../src/dsp/index.ts';
import { separateAudio } from '../../src/separate/index.ts';
import { createSeparator } from '../../src/zoo/index.ts';

const sampleRate = 16_000;
const lengthSamples = 600 * sampleRate;

/** The example song over and over, the second channel a little behind, so that no two channels are alike. */
async function longSong(): Promise<Audio> {
  const song = await decodeAudio(readFileSync(new URL('../../examples/song/mixture.flac', import.meta.url)));
  const low = resample(song.channels, { fromRate: song.sampleRate, toRate: sampleRate });
  const channels = low.map((channel) =>
    Float32Array.from({ length: lengthSamples }, (_, n) => channel[n % channel.length]!),
  );
  return { sampleRate, channels };
}

const separator = createSeparator(process.argv[2]!);
const mixture = await longSong();
const startedAt = performance.now();
const { stems } = await separateAudio(mixture, { separator });
const seconds = (performance.now() - startedAt) / 1000;

let isSound = stems.size === separator.stems.length;
let sumError = 0;
mixture.channels.forEach((channel, c) => {
  const parts = [...stems.values()].map(({ channels }) => channels[c]!);
  isSound &&= parts.every(({ length }) => length === channel.length);
  for (let n = 0; n < channel.length; n++) {
    let sum = 0;
    for (const part of parts) sum += part[n]!;
    sumError = Math.max(sumError, Math.abs(sum - channel[n]!));
    isSound &&= Number.isFinite(sum);
  }
});
const heldBytes = (1 + stems.size) * mixture.channels.length * lengthSamples * 4;
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(
  JSON.stringify({
    seconds,
    peakBytes,
    heldBytes,
    isSound,
    sumError: separator.sumsToMixture ? sumError : null,
  }),
);
