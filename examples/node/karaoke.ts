/**
 * Makes a sing-along version: the song minus what stands in the middle of its stereo image, as an mp3 with the song's tags.
 * Written to `separated/center/<song>/minus_vocals.mp3`.
 *
 *     npx tsx examples/node/karaoke.ts song.mp3
 */

import { separateToFiles } from 'auralflow';

const [song] = process.argv.slice(2);
if (song === undefined) throw new Error('Usage: karaoke.ts SONG');

const files = await separateToFiles(song, {
  separator: 'center',
  // A narrow middle keeps more of the band; 4.5 degrees is the default.
  separatorOptions: { widthDegrees: 3 },
  twoStems: 'vocals',
  otherMethod: 'minus',
  format: 'mp3',
});
console.log(files.get('minus_vocals'));
