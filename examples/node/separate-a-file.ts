/**
 * Takes songs apart into files: `separated/hpss-vocals/<song>/{vocals,drums,other}.flac`.
 *
 *     npx tsx examples/node/separate-a-file.ts song.mp3 album/
 */

import { separateFiles } from 'auralflow';

const { tracks, failed } = await separateFiles(process.argv.slice(2), {
  separator: 'hpss-vocals',
  format: 'flac',
});
for (const track of tracks) {
  if (track.status === 'failed') console.error(track.error.message);
  else console.log(track.name, '→', Object.values(track.outputs).join(', '));
}
process.exitCode = failed === 0 ? 0 : 1;
