/** The picture of docs/classic.md, drawn from the example song: `npx tsx scripts/docs-images-classical/classic.ts`. */

import { createClassic } from '../../src/decompose/classic/index.ts';
import { figure, spectrogramPanels } from '../../src/visualize/index.ts';
import { excerpt, loadSong, mono } from './example-song.ts';
import { savePicture } from './save-picture.ts';

/** A phrase of the voice over drums, bass and chords. */
const phrase = [9, 14] as const;
const width = 420;

const song = await loadSong('mixture');
const stems = await createClassic().separate(song);

const panels = spectrogramPanels(
  [song, ...stems.values()].map((sound) => mono(excerpt(sound, phrase))),
  {
    ...{ frequency: 'mel', columns: width, offsetSeconds: phrase[0] },
    titles: ['mixture', ...stems.keys()],
  },
);
await savePicture('classic-stems.png', figure(panels, { width, height: 760 }));
