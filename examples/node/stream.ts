/**
 * Reads a separation as it is made, in constant memory however long the song is: prints how loud the drums are, second by second.
 *
 *     npx tsx examples/node/stream.ts song.flac
 */

import { type AudioBlock, openSeparation } from 'auralflow';

const [song] = process.argv.slice(2);
if (song === undefined) throw new Error('Usage: stream.ts SONG');

const separation = await openSeparation(song, { separator: 'hpss-vocals', stems: ['drums'] });
const energies: number[] = [];
try {
  for await (const { startSample, outputs } of separation.blocks()) {
    addEnergy(outputs.get('drums')!, startSample);
  }
} finally {
  await separation.close();
}

energies.forEach((energy, second) => {
  const levelDb = 10 * Math.log10(energy / separation.sampleRate / separation.channelCount + 1e-10);
  const bar = '#'.repeat(Math.max(0, Math.round((levelDb + 60) / 1.5)));
  console.log(`${String(second).padStart(4)} s ${levelDb.toFixed(1).padStart(6)} dB ${bar}`);
});

function addEnergy(block: AudioBlock, startSample: number): void {
  for (const channel of block) {
    channel.forEach((value, n) => {
      const second = Math.floor((startSample + n) / separation.sampleRate);
      energies[second] = (energies[second] ?? 0) + value * value;
    });
  }
}
