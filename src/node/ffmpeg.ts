/**
 * Any other format through an `ffmpeg` on the PATH, as a child process whose output is read as it comes. Optional: nothing that
 * the core reads by itself comes here, and without the program the answer is simply "none".
 */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { AudioBlock, AudioInfo, AudioReader, ByteSource, OpenOptions, Tags } from '../audio/index.ts';
import { FormatError } from '../util/index.ts';

/** Only files: a playlist must not make ffmpeg call strangers. */
const safeInput = ['-protocol_whitelist', 'file'];
const copyBytes = 1024 * 1024;
/** More of ffmpeg's complaints than this is not kept. */
const maxComplaint = 2000;

/** The first sound stream of a file as ffmpeg decodes it; `undefined` where there is no ffmpeg. */
export async function openWithFfmpeg(
  source: ByteSource,
  { signal }: OpenOptions = {},
): Promise<AudioReader | undefined> {
  if (!(await hasFfmpeg())) return undefined;
  await refusePlaylists(source);
  const file = await asFile(source);
  try {
    const info = await probe(source, file.path, signal);
    return {
      info,
      sampleRate: info.sampleRate,
      channelCount: info.channelCount,
      lengthSamples: undefined,
      blocks: ({ startSample = 0, signal } = {}) =>
        dropStart(decode(source, file.path, { channelCount: info.channelCount, signal }), startSample),
      async close() {
        await file.remove();
        await source.close();
      },
    };
  } catch (error) {
    await file.remove();
    throw error;
  }
}

let known: Promise<boolean> | undefined;

/** Whether ffmpeg and ffprobe run here. Asked once. */
function hasFfmpeg(): Promise<boolean> {
  known ??= Promise.all(['ffmpeg', 'ffprobe'].map((program) => run(program, ['-version']))).then(
    () => true,
    () => false,
  );
  return known;
}

const run = promisify(execFile);

/** Lists of other files are not sound, and reading them would mean reading whatever they name. */
async function refusePlaylists(source: ByteSource): Promise<void> {
  const head = new TextDecoder('latin1').decode(await source.read(0, 64));
  if (/^\s*(#EXTM3U|ffconcat|\[playlist\]|<\?xml|<smil|v=0)/i.test(head)) {
    throw failure(source, 'a playlist or description of other files');
  }
}

/** The path of `source`, if it is a file, else of a copy of it. */
async function asFile(source: ByteSource): Promise<{ path: string; remove(): Promise<void> }> {
  const stats = await stat(source.name).catch(() => undefined);
  if (stats?.isFile() && stats.size === source.size) {
    return { path: resolve(source.name), remove: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'auralflow-ffmpeg-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'input');
    const handle = await open(path, 'wx', 0o600);
    try {
      for (let at = 0; at < source.size; at += copyBytes)
        await handle.write(await source.read(at, copyBytes));
    } finally {
      await handle.close();
    }
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Probed {
  readonly streams?: readonly {
    readonly codec_name?: string;
    readonly sample_rate?: string;
    readonly channels?: number;
    readonly duration?: string;
    readonly tags?: Record<string, string>;
  }[];
  readonly format?: {
    readonly format_name?: string;
    readonly duration?: string;
    readonly tags?: Record<string, string>;
  };
}

async function probe(source: ByteSource, path: string, signal: AbortSignal | undefined): Promise<AudioInfo> {
  const options = ['-v', 'error', ...safeInput, '-select_streams', 'a:0', '-show_streams', '-show_format'];
  let probed: Probed;
  try {
    const { stdout } = await run('ffprobe', [...options, '-of', 'json', '-i', `file:${path}`], {
      maxBuffer: 64 * 1024 * 1024,
      ...(signal === undefined ? {} : { signal }),
    });
    probed = JSON.parse(stdout) as Probed;
  } catch (error) {
    signal?.throwIfAborted();
    throw failure(source, 'something that neither Auralflow nor ffmpeg knows', error);
  }
  const stream = probed.streams?.[0];
  const sampleRate = Number(stream?.sample_rate);
  const channelCount = stream?.channels ?? 0;
  if (stream === undefined || !(sampleRate > 0) || !(channelCount > 0))
    throw failure(source, 'no sound in it');
  const duration = Number(stream.duration ?? probed.format?.duration);
  return {
    format: probed.format?.format_name?.split(',')[0] ?? 'unknown',
    codec: stream.codec_name ?? 'unknown',
    sampleRate,
    channelCount,
    lengthSamples: undefined,
    durationSeconds: Number.isFinite(duration) ? duration : undefined,
    tags: tagsFrom({ ...stream.tags, ...probed.format?.tags }),
  };
}

function tagsFrom(found: Readonly<Record<string, string>>): Tags {
  const lower = new Map(Object.entries(found).map(([key, value]) => [key.toLowerCase(), value.trim()]));
  const tags: { -readonly [K in keyof Tags]: Tags[K] } = {};
  for (const key of ['title', 'artist', 'album', 'genre', 'comment', 'date', 'lyrics'] as const) {
    const value = lower.get(key);
    if (value !== undefined && value !== '') tags[key] = value;
  }
  const albumArtist = lower.get('album_artist');
  if (albumArtist !== undefined && albumArtist !== '') tags.albumArtist = albumArtist;
  const [number, total] = (lower.get('track') ?? '').split('/').map(Number);
  if (Number.isSafeInteger(number) && number! > 0) tags.trackNumber = number!;
  if (Number.isSafeInteger(total) && total! > 0) tags.tracksTotal = total!;
  return tags;
}

async function* decode(
  source: ByteSource,
  path: string,
  { channelCount, signal }: { channelCount: number; signal: AbortSignal | undefined },
): AsyncGenerator<AudioBlock, void> {
  signal?.throwIfAborted();
  const output = ['-map', '0:a:0', '-f', 'f32le', '-c:a', 'pcm_f32le', 'pipe:1'];
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...safeInput, '-i', `file:${path}`, ...output], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = exitOf(child);
  const stop = (): boolean => child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(0, maxComplaint);
  });
  try {
    const frameBytes = 4 * channelCount;
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of child.stdout as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const frames = Math.floor(bytes.length / frameBytes);
      if (frames > 0) yield deinterleave(bytes, frames, channelCount);
      rest = bytes.subarray(frames * frameBytes);
    }
    const code = await ended;
    signal?.throwIfAborted();
    if (code !== 0) throw failure(source, `damage (ffmpeg: ${complaint.trim() || `exit ${code}`})`);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    await ended.catch(() => {});
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** `[frame, channel]` to one array per channel. */
function deinterleave(bytes: Buffer, frames: number, channelCount: number): AudioBlock {
  const view = new DataView(bytes.buffer, bytes.byteOffset, frames * channelCount * 4);
  return Array.from({ length: channelCount }, (_, c) => {
    const channel = new Float32Array(frames);
    for (let n = 0; n < frames; n++) channel[n] = view.getFloat32((n * channelCount + c) * 4, true);
    return channel;
  });
}

async function* dropStart(
  blocks: AsyncIterable<AudioBlock>,
  startSample: number,
): AsyncGenerator<AudioBlock, void> {
  let done = 0;
  for await (const block of blocks) {
    const from = startSample - done;
    done += block[0]!.length;
    if (from < block[0]!.length) yield from > 0 ? block.map((channel) => channel.subarray(from)) : block;
  }
}

function failure(source: ByteSource, got: string, cause?: unknown): FormatError {
  return new FormatError({
    place: source.name,
    expected: 'an audio file',
    got,
    remedy: 'Give another file, or convert this one with a program that knows it',
    cause,
  });
}
