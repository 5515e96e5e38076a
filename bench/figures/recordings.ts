/**
 * Recordings with known stems for the figures of evaluation. The example song is always there; more come from the folder that the environment
 * variable AURALFLOW_AUDIO names, of whatever of these it holds: folders with a file per stem, `.stem.mp4` files, and clips of MIR-1K (left
 * channel accompaniment, right channel voice). ffmpeg decodes them.
 */

import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Audio, lengthSamples, type Stems } from '../../src/audio/index.ts';

/** A song with its stems, and their sum. */
export interface Recording {
  readonly name: string;
  readonly stems: Stems;
  readonly mixture: Audio;
}

const exampleSong = fileURLToPath(new URL('../../examples/song', import.meta.url));
const soundFile = /\.(wav|flac|mp3|m4a|ogg|opus)$/i;
const karaokeClip = /^[a-z]+_\d+_\d+\.wav$/i;
/** What the streams of a stem file hold, in MUSDB18's order; the first is the mixture. */
const stemFileNames = ['drums', 'bass', 'other', 'vocals'];

/** All recordings, at most `maxSeconds` of each. */
export function recordings({ maxSeconds = 20 } = {}): Recording[] {
  const found = [fromFiles('example song', exampleSong, maxSeconds)];
  const folder = process.env.AURALFLOW_AUDIO;
  if (folder === undefined) return found;
  for (const entry of readdirSync(folder).sort()) {
    const path = join(folder, entry);
    if (!statSync(path).isDirectory()) continue;
    const files = readdirSync(path).sort();
    const clip = files.find((file) => karaokeClip.test(file));
    const stemFile = files.find((file) => file.endsWith('.stem.mp4'));
    if (stemFile !== undefined) found.push(fromStemFile(join(path, stemFile), maxSeconds));
    else if (clip !== undefined) found.push(fromClip(join(path, clip), maxSeconds));
    else if (files.filter((file) => soundFile.test(file)).length > 1) {
      found.push(fromFiles(entry, path, maxSeconds));
    }
  }
  return found;
}

/** Where the recordings came from, for a figure's note. */
export const recordingsNote: string =
  process.env.AURALFLOW_AUDIO === undefined
    ? 'example song only: AURALFLOW_AUDIO names no folder of recordings'
    : 'example song and the recordings of AURALFLOW_AUDIO';

function fromFiles(name: string, folder: string, maxSeconds: number): Recording {
  const files = readdirSync(folder)
    .filter((file) => soundFile.test(file) && parse(file).name !== 'mixture')
    .sort();
  const stems = files.map((file) => [parse(file).name, decode(join(folder, file), { maxSeconds })] as const);
  return assemble(name, new Map(stems));
}

function fromStemFile(path: string, maxSeconds: number): Recording {
  const stems = stemFileNames.map(
    (stem, i) => [stem, decode(path, { maxSeconds, stream: `0:a:${i + 1}` })] as const,
  );
  return assemble(basename(path, '.stem.mp4'), new Map(stems));
}

function fromClip(path: string, maxSeconds: number): Recording {
  const { sampleRate, channels } = decode(path, { maxSeconds });
  const mono = (channel: Float32Array): Audio => ({ sampleRate, channels: [channel] });
  const stems = new Map([
    ['accompaniment', mono(channels[0]!)],
    ['vocals', mono(channels[1]!)],
  ]);
  return assemble(parse(path).name, stems);
}

/** Cuts the stems to the shortest and adds them up. */
function assemble(name: string, stems: Stems): Recording {
  const length = Math.min(...[...stems.values()].map(lengthSamples));
  const cut = new Map(
    [...stems].map(([stem, audio]) => [
      stem,
      { ...audio, channels: audio.channels.map((channel) => channel.slice(0, length)) },
    ]),
  );
  const all = [...cut.values()];
  const channels = all[0]!.channels.map((first, c) =>
    first.map((_, n) => all.reduce((sum, audio) => sum + audio.channels[c]![n]!, 0)),
  );
  return { name, stems: cut, mixture: { sampleRate: all[0]!.sampleRate, channels } };
}

/** Two channels at the file's own rate, rounded to 16 bits, as scores of lossy files must be to be comparable. */
function decode(
  path: string,
  { maxSeconds, stream = '0:a:0' }: { maxSeconds: number; stream?: string },
): Audio {
  const rate = execFileSync(
    'ffprobe',
    ['-v', 'error', '-select_streams', 'a:0', '-show_entries', 'stream=sample_rate', '-of', 'csv=p=0', path],
    { encoding: 'utf8' },
  );
  const sampleRate = Number.parseInt(rate, 10);
  const options = ['-map', stream, '-t', `${maxSeconds}`, '-ac', '2', '-f', 's16le', '-c:a', 'pcm_s16le'];
  const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', path, ...options, '-'], { maxBuffer: 2 ** 30 });
  const samples = new Int16Array(Uint8Array.from(bytes).buffer);
  const channels = [0, 1].map((c) =>
    Float32Array.from({ length: samples.length / 2 }, (_, n) => samples[2 * n + c]! / 2 ** 15),
  );
  return { sampleRate, channels };
}
