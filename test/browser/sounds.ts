/** Sounds for the browser's tests: the example song, and small ones that are made on the spot. */

import { type Audio, collectAudio, createRandom, openAudio, urlSource } from 'auralflow';

/** Where the test server has the example song. */
export const songUrl: string = new URL('../../examples/song/mixture.flac', import.meta.url).href;

/** The example song, decoded in the page: 20 s of 44.1 kHz stereo. */
export async function exampleSong(): Promise<Audio> {
  const reader = await openAudio(await urlSource(songUrl));
  const song = await collectAudio(reader);
  await reader.close();
  return song;
}

/** `seconds` of `audio` from `startSeconds` on. */
export function cut(audio: Audio, startSeconds: number, seconds: number): Audio {
  const { sampleRate, channels } = audio;
  const start = Math.round(startSeconds * sampleRate);
  const end = start + Math.round(seconds * sampleRate);
  return { sampleRate, channels: channels.map((channel) => channel.slice(start, end)) };
}

/** Noise of the given shape, half of full scale, the same for the same seed. */
export function noise(options: { length: number; channelCount: number; sampleRate?: number }): Audio {
  const { length, channelCount, sampleRate = 44100 } = options;
  const random = createRandom(1);
  const channels = Array.from({ length: channelCount }, () =>
    Float32Array.from({ length }, () => random.uniform() - 0.5),
  );
  return { sampleRate, channels };
}

/** Two tones, another pair in each channel, loud enough that a codec keeps them. */
export function tones(options: { length: number; sampleRate: number }): Audio {
  const { length, sampleRate } = options;
  const channel = (hertz: readonly [number, number]) =>
    Float32Array.from(
      { length },
      (_, n) =>
        0.3 * Math.sin((2 * Math.PI * hertz[0] * n) / sampleRate) +
        0.15 * Math.sin((2 * Math.PI * hertz[1] * n) / sampleRate),
    );
  return { sampleRate, channels: [channel([440, 1230]), channel([660, 2110])] };
}

/** 10 log10 of the energy of `reference` over that of the difference. */
export function snrDb(reference: Float32Array, estimate: Float32Array): number {
  let signal = 0;
  let error = 0;
  reference.forEach((value, n) => {
    signal += value ** 2;
    error += (value - estimate[n]!) ** 2;
  });
  return 10 * Math.log10(signal / error);
}

/** SHA-256 of the samples of some sounds, in hex: equal digests are equal bits. */
export async function digest(sounds: Iterable<Audio>): Promise<string> {
  const channels = [...sounds].flatMap((sound) => sound.channels);
  const bytes = await new Blob(channels.map((channel) => new Float32Array(channel))).arrayBuffer();
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
