/**
 * Plays a song as a game console of 1983 would: two pulse waves, a triangle and noise, each at one of 16 volumes 60 times a second. What they play is
 * found by a factorization with the spectra of all keys (after S.-Y. Su, C.-K. Chiu, L. Su, Y.-H. Yang, "Automatic conversion of pop music into chiptunes for
 * 8-bit pixel art", ICASSP 2017).
 *
 *     npx tsx examples/node/eight-bit.ts song.flac chiptune.wav
 */

import { readFile, writeFile } from 'node:fs/promises';
import { type Audio, createSeparator, decodeAudio, encodeAudio, keyActivations } from 'auralflow';

const [song, out = 'chiptune.wav'] = process.argv.slice(2);
if (song === undefined) throw new Error('Usage: eight-bit.ts SONG [OUT.wav]');

const ticksPerSecond = 60;
const volumes = 15;
/** The console's bass voice up to E3, its two pulse voices above. */
const bassKeys = { low: 33, high: 52 };
const leadKeys = { low: 53, high: 91 };

const mixture = await decodeAudio(await readFile(song));
const { sampleRate } = mixture;
const parts = await createSeparator('hpss', { margin: 1 }).separate(mixture);
const keys = await keyActivations(parts.get('harmonic')!, {
  instrument: 'harmonic',
  lowestPitch: bassKeys.low,
  highestPitch: leadKeys.high,
});
const lengthSamples = mixture.channels[0]!.length;
const tickCount = Math.ceil((lengthSamples / sampleRate) * ticksPerSecond);
/** How strongly each key sounds in each tick. */
const strengths = Array.from({ length: tickCount }, (_, tick) => strengthsAt(tick));
const loudest = Math.max(1e-9, ...strengths.flatMap((row) => [...row.values()]));

const basses = playedKeys(bassKeys, 1);
const leads = playedKeys(leadKeys, 2);
const samples = new Float32Array(lengthSamples);
addVoice(
  basses.map(([key]) => key),
  (phase) => 4 * Math.abs(phase - 0.5) - 1,
  0.35,
);
addVoice(
  leads.map(([key]) => key),
  (phase) => (phase < 0.5 ? 1 : -1),
  0.2,
);
addVoice(
  leads.map(([, key]) => key),
  (phase) => (phase < 0.25 ? 1 : -1),
  0.15,
);
addNoise(strokes(parts.get('percussive')!), 0.3);
// Eight bits, as everything else.
const channel = samples.map((value) => Math.round(Math.max(-1, Math.min(1, value)) * 127) / 127);
await writeFile(out, await encodeAudio({ sampleRate, channels: [channel] }, { format: 'wav' }));

const sounding = leads.filter(([key]) => key !== undefined && key.volume > 0).length;
console.log(`${out}: ${tickCount} ticks, melody in ${sounding} of them`);

interface PlayedKey {
  readonly pitch: number;
  readonly volume: number;
}

function strengthsAt(tick: number): Map<number, number> {
  const frame = Math.min(keys.frameCount - 1, Math.round(tick / ticksPerSecond / keys.secondsPerFrame));
  return new Map(keys.pitches.map((pitch, row) => [pitch, keys.activations[row * keys.frameCount + frame]!]));
}

/** The strongest keys of every tick; a key that sounds already gives way only to one that is clearly stronger. */
function playedKeys(range: { readonly low: number; readonly high: number }, count: number): PlayedKey[][] {
  let last: readonly number[] = [];
  return strengths.map((row) => {
    const weigh = (pitch: number): number => row.get(pitch)! * (last.includes(pitch) ? 1.5 : 1);
    const candidates = [...row.keys()].filter((pitch) => pitch >= range.low && pitch <= range.high);
    const chosen = candidates.sort((a, b) => weigh(b) - weigh(a)).slice(0, count);
    // A voice keeps its key where that is still played.
    const kept = last.map((pitch) => (chosen.includes(pitch) ? pitch : undefined));
    const fresh = chosen.filter((pitch) => !kept.includes(pitch));
    last = Array.from({ length: count }, (_, voice) => kept[voice] ?? fresh.shift()!);
    return last.map((pitch) => ({
      pitch,
      volume: Math.round(volumes * Math.sqrt(row.get(pitch)! / loudest)),
    }));
  });
}

/** One voice: its wave follows the keys tick by tick, without a jump of phase. */
function addVoice(
  played: readonly (PlayedKey | undefined)[],
  wave: (phase: number) => number,
  level: number,
): void {
  let phase = 0;
  for (let n = 0; n < samples.length; n++) {
    const key = played[Math.floor((n / sampleRate) * ticksPerSecond)];
    // Below volume 3 is what a factorization always finds a little of.
    if (key === undefined || key.volume < 3) continue;
    phase = (phase + (440 * 2 ** ((key.pitch - 69) / 12)) / sampleRate) % 1;
    samples[n]! += (level * wave(phase) * key.volume) / volumes;
  }
}

/** The volume of the noise in each tick: how loud the strokes are. */
function strokes({ channels }: Audio): number[] {
  const length = sampleRate / ticksPerSecond;
  const levels = Array.from({ length: tickCount }, (_, tick) => {
    const [from, to] = [Math.floor(tick * length), Math.floor((tick + 1) * length)];
    return Math.max(0, ...channels[0]!.subarray(from, to).map(Math.abs));
  });
  const peak = Math.max(1e-9, ...levels);
  return levels.map((level) => Math.round((volumes * level) / peak));
}

/** The console's noise: one bit out of a shift register of 15. */
function addNoise(levels: readonly number[], level: number): void {
  let register = 1;
  let phase = 0;
  for (let n = 0; n < samples.length; n++) {
    phase += 9000 / sampleRate;
    for (; phase >= 1; phase--) register = (register >> 1) | (((register ^ (register >> 1)) & 1) << 14);
    const volume = levels[Math.floor((n / sampleRate) * ticksPerSecond)] ?? 0;
    if (volume > 1) samples[n]! += (level * ((register & 1) * 2 - 1) * volume) / volumes;
  }
}
