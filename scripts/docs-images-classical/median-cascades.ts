/** The picture of docs/median-cascades.md, drawn from the example song: `npx tsx scripts/docs-images-classical/median-cascades.ts`. */

import { createMultipass } from '../../src/decompose/median/index.ts';
import { figure, spectrogramPanels } from '../../src/visualize/index.ts';
import { excerpt, loadSong, mono } from './example-song.ts';
import { savePicture } from './save-picture.ts';

/** A phrase of the voice over drums and chords. */
const phrase = [9, 14] as const;
const width = 380;

const song = await loadSong('mixture');
const stems = await createMultipass().separate(song);
const sounds = [song, ...stems.values()].map((sound) => mono(excerpt(sound, phrase)));
const titles = ['Mixture', 'Vocals', 'Drums', 'Other'];
const options = { frequency: 'mel', columns: width, offsetSeconds: phrase[0], titles } as const;
const picture = figure(spectrogramPanels(sounds, options), { width, height: 620 });
await savePicture('median-cascades-multipass.png', picture);
