/** The pictures of docs/rpca.md, drawn from the example song: `npx tsx scripts/docs-images-classical/rpca.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type Audio, decodeAudio } from '../../src/audio/index.ts';
import { robustPca } from '../../src/decompose/rpca/index.ts';
import { istft, magnitude, stft, withMagnitude } from '../../src/dsp/index.ts';
import { figure, renderPng, spectrogramPanels } from '../../src/visualize/index.ts';

const target = new URL('../../docs/images/', import.meta.url);
/** A phrase of the voice over drums and chords. */
const [startSeconds, endSeconds] = [9, 14];
const width = 420;

const song = await decodeAudio(await readFile(new URL('../../examples/song/mixture.flac', import.meta.url)));
const { sampleRate } = song;
const samples = song.channels[0]!.slice(startSeconds * sampleRate, endSeconds * sampleRate).map(
  (left, n) => (left + song.channels[1]![startSeconds * sampleRate + n]!) / 2,
);
const spectrogram = stft([samples], { fftSize: 4000, hopSize: 1000, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const { lowRank, sparse } = await robustPca(magnitude(spectrogram)[0]!, {
  ...{ rows: frameCount, columns: binCount, svd: 'subspace', tolerance: 0.01 },
});

await mkdir(target, { recursive: true });
const sounds = [{ sampleRate, channels: [samples] }, withMagnitudes(lowRank), withMagnitudes(sparse)];
const panels = spectrogramPanels(sounds, {
  ...{ frequency: 'mel', columns: width, offsetSeconds: startSeconds },
  titles: ['Mixture', 'Low-rank part', 'Sparse part'],
});
await writeFile(new URL('rpca-parts.png', target), renderPng(figure(panels, { width, height: 480 })));

/** A part as sound, with the phases of the mixture. */
function withMagnitudes(part: Float32Array): Audio {
  const channels = istft(withMagnitude(spectrogram, [part.map(Math.abs)]));
  return { sampleRate, channels };
}
