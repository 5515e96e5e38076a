/** The pictures of docs/rpca.md, drawn from the example song: `npx tsx scripts/docs-images-classical/rpca.ts`. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type Audio, decodeAudio } from '../../src/audio/index.ts';
import { robustPca } from '../../src/decompose/rpca/index.ts';
import { istft, magnitude, stft, withMagnitude } from '../../src/dsp/index.ts';
import { figure, type Panel, renderPng, spectrogramPanel } from '../../src/visualize/index.ts';

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
const panels = [
  panel('Mixture', { sampleRate, channels: [samples] }),
  panel('Low-rank part', withMagnitudes(lowRank)),
  panel('Sparse part', withMagnitudes(sparse)),
];
await writeFile(new URL('rpca-parts.png', target), renderPng(figure(panels, { width, height: 420 })));

/** A part as sound, with the phases of the mixture. */
function withMagnitudes(part: Float32Array): Audio {
  const channels = istft(withMagnitude(spectrogram, [part.map(Math.abs)]));
  return { sampleRate, channels };
}

function panel(title: string, audio: Audio): Panel {
  return spectrogramPanel(audio, { frequency: 'mel', title, columns: width, offsetSeconds: startSeconds });
}
