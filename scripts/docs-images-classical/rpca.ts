/** The pictures of docs/rpca.md, drawn from the example song: `npx tsx scripts/docs-images-classical/rpca.ts`. */

import type { Audio } from '../../src/audio/index.ts';
import { robustPca } from '../../src/decompose/rpca/index.ts';
import { istft, magnitude, stft, withMagnitude } from '../../src/dsp/index.ts';
import { figure, spectrogramPanels } from '../../src/visualize/index.ts';
import { excerpt, loadSong, mono } from './example-song.ts';
import { savePicture } from './save-picture.ts';

/** A phrase of the voice over drums and chords. */
const phrase = [9, 14] as const;
const width = 420;

const song = mono(excerpt(await loadSong('mixture'), phrase));
const { sampleRate } = song;
const spectrogram = stft(song.channels, { fftSize: 4000, hopSize: 1000, padMode: 'zeros' });
const { frameCount, binCount } = spectrogram;
const { lowRank, sparse } = await robustPca(magnitude(spectrogram)[0]!, {
  ...{ rows: frameCount, columns: binCount, svd: 'subspace', tolerance: 0.01 },
});

const sounds = [song, withMagnitudes(lowRank), withMagnitudes(sparse)];
const panels = spectrogramPanels(sounds, {
  ...{ frequency: 'mel', columns: width, offsetSeconds: phrase[0] },
  titles: ['Mixture', 'Low-rank part', 'Sparse part'],
});
await savePicture('rpca-parts.png', figure(panels, { width, height: 480 }));

/** A part as sound, with the phases of the mixture. */
function withMagnitudes(part: Float32Array): Audio {
  const channels = istft(withMagnitude(spectrogram, [part.map(Math.abs)]));
  return { sampleRate, channels };
}
