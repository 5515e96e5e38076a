import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerMp3Encoder } from '@mediabunny/mp3-encoder';
import { AudioSample, AudioSampleSource, BufferTarget, Mp4OutputFormat, Output } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Audio, decodeAudio, encodeAudio } from '../audio/index.ts';
import { openTrackFolders } from './track-folders.ts';

const sampleRate = 44100;
const length = 22050;
/** Of mixture, drums, bass, other, vocals: each track is a tone of its own level. */
const levels = [0.8, 0.1, 0.2, 0.3, 0.4];

let root: string;
let bytes: Uint8Array;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'auralflow-'));
  bytes = await stemFile();
  await writeFile(join(root, 'Some Song.stem.mp4'), bytes);
});
afterAll(() => rm(root, { recursive: true }));

/** An MP4 file with a sound track per level. */
async function stemFile(): Promise<Uint8Array> {
  registerMp3Encoder();
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const sources = levels.map(() => new AudioSampleSource({ codec: 'mp3', bitrate: 128_000 }));
  for (const source of sources) output.addAudioTrack(source);
  await output.start();
  for (const [n, source] of sources.entries()) {
    const data = Float32Array.from({ length }, (_, i) => levels[n]! * Math.sin(i / 10));
    const sample = new AudioSample({ data, format: 'f32', numberOfChannels: 1, sampleRate, timestamp: 0 });
    await source.add(sample);
    sample.close();
    source.close();
  }
  await output.finalize();
  return new Uint8Array(target.buffer!);
}

/** The amplitude of the tone in the middle of a track, to a tenth: the encoder makes everything a little softer. */
function levelOf({ channels }: Audio): number {
  const middle = channels[0]!.subarray(6000, 14000);
  const amplitude = Math.sqrt((2 * middle.reduce((sum, sample) => sum + sample ** 2, 0)) / middle.length);
  return Math.round(amplitude * 10) / 10;
}

describe('a track in one file', () => {
  it('has the stems of MUSDB18, and its own mixture', async () => {
    const { tracks } = await openTrackFolders(root);
    expect(tracks.map(({ name, stems }) => [name, stems])).toEqual([
      ['Some Song', ['drums', 'bass', 'other', 'vocals']],
    ]);
    const { stems, mixture, notes } = await tracks[0]!.load();
    const found = [mixture, ...stems.values()].map(levelOf);
    expect(found).toEqual(levels);
    expect(notes).toEqual(['samples of stem.mp4: rounded to 16 bits']);
    expect(mixture.channels[0]!.every((sample) => Number.isInteger(sample * 32768))).toBe(true);
  });

  it('gives the stems that are asked for, and says which it does not have', async () => {
    const some = await openTrackFolders(root, { stems: ['vocals'] });
    expect([...(await some.tracks[0]!.load()).stems.keys()]).toEqual(['vocals']);
    const none = await openTrackFolders(root, { stems: ['guitar'] });
    await expect(none.tracks[0]!.load()).rejects.toThrow(
      'Some Song: expected a file for guitar, got drums, bass',
    );
  });
});

describe('the sound tracks of a file', () => {
  it('are counted from 0; the first is what is read unless told otherwise', async () => {
    expect(levelOf(await decodeAudio(bytes))).toBe(0.8);
    expect(levelOf(await decodeAudio(bytes, { soundTrack: 3 }))).toBe(0.3);
  });

  it('are refused by name where there is none', async () => {
    await expect(decodeAudio(bytes, { soundTrack: 5 })).rejects.toThrow('a sound track 5');
    const wav = await encodeAudio({ sampleRate, channels: [new Float32Array(10)] });
    await expect(decodeAudio(wav, { soundTrack: 1 })).rejects.toThrow('an MP4 file');
  });
});
