/** `separate` from code: every kind of input gives the same stems. */

import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Audio, encodeAudio, streamAudio } from '../audio/index.ts';
import { LimitError } from '../util/index.ts';
import { createSeparator } from '../zoo/index.ts';
import { fileSink } from './file-sink.ts';
import { encodePcm } from './pcm.ts';
import { openSeparation, separate } from './separate.ts';
import { separateFiles, separateToFiles } from './separate-files.ts';

const cwd = mkdtempSync(join(tmpdir(), 'auralflow-'));
const path = join(cwd, 'song.wav');
const audio: Audio = {
  sampleRate: 8000,
  channels: [0, 1].map((c) =>
    Float32Array.from({ length: 6000 }, (_, n) => Math.sin((n * (c + 3)) / 20) / 2),
  ),
};
const options = { separator: 'hpss' } as const;

beforeAll(async () => {
  const sink = await fileSink(path);
  await sink.write(0, await encodeAudio(audio, { format: 'wav', sampleFormat: 'f32' }));
  await sink.close();
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('separate', () => {
  it('takes paths, URLs, bytes, Node streams, sound and streams of sound', async () => {
    const { stems } = await separate(audio, options);
    expect([...stems.keys()]).toEqual(['harmonic', 'percussive']);
    const inputs = [
      path,
      pathToFileURL(path),
      readFileSync(path),
      createReadStream(path),
      streamAudio(audio),
    ];
    for (const input of inputs) expect((await separate(input, options)).stems).toEqual(stems);
    const pcm = { format: 'f32le', sampleRate: 8000, channelCount: 2 } as const;
    async function* pipe(): AsyncGenerator<Uint8Array> {
      yield encodePcm(audio.channels, 'f32le');
    }
    expect((await separate(pipe(), { ...options, pcm })).stems).toEqual(stems);
  });

  it('takes a Separator of one’s own', async () => {
    const { stems } = await separate(audio, { separator: createSeparator('identity') });
    expect(stems.get('mixture')).toEqual(audio);
  });

  it('takes any number of jobs, none included, and gives the same stems', async () => {
    const { stems } = await separate(audio, options);
    for (const jobs of [0, 1, 2]) {
      expect((await separate(audio, { ...options, jobs })).stems).toEqual(stems);
    }
    await expect(separate(audio, { ...options, jobs: -1 })).rejects.toThrow(/jobs: expected/);
  });

  it('keeps to the memory that it is allowed, and says what would do', async () => {
    const refusal = await separate(audio, { ...options, maxMemoryBytes: 100e6 }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(LimitError);
    const maxMemoryBytes = (refusal as LimitError).neededBytes!;
    expect(
      (await separate(audio, { ...options, maxMemoryBytes })).stems.get('harmonic')!.channels[0],
    ).toHaveLength(6000);
  });

  it('refuses what is no song and no separator', async () => {
    await expect(separate(5 as never)).rejects.toThrow(/input: expected a path/);
    await expect(separate(path, { separator: 'hpps' })).rejects.toThrow(/Did you mean hpss/);
    await expect(separate(join(cwd, 'none.wav'))).rejects.toThrow(/no such file/);
    await expect(separate(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ name: 'FormatError' });
  });

  it('stops with the signal’s reason', async () => {
    const signal = AbortSignal.abort(new Error('no more'));
    await expect(separate(path, { ...options, signal })).rejects.toThrow('no more');
  });
});

describe('openSeparation', () => {
  it('streams blocks that add up to the whole, with what the file says', async () => {
    const { stems } = await separate(path, options);
    const separation = await openSeparation(path, { ...options, segmentSeconds: 0.2 });
    expect(separation.info).toMatchObject({ format: 'wav', lengthSamples: 6000 });
    expect(separation.outputs).toEqual(['harmonic', 'percussive']);
    for await (const { startSample, outputs } of separation.blocks()) {
      const block = outputs.get('harmonic')![0]!;
      const whole = stems.get('harmonic')!.channels[0]!;
      const error = block.map((x, n) => Math.abs(x - whole[startSample + n]!));
      expect(Math.max(...error)).toBeLessThan(1e-6);
    }
    await separation.close();
  });
});

describe('separateToFiles', () => {
  it('writes sound that never was a file', async () => {
    const paths = await separateToFiles(audio, {
      separator: 'identity',
      cwd,
      out: 'a',
      track: 'take 1',
      format: 'flac',
    });
    expect([...paths]).toEqual([['mixture', join(cwd, 'a/identity/take 1/mixture.flac')]]);
    const [input] = [
      ...(await separateToFiles('song.wav', { separator: 'identity', cwd, out: 'b' })).values(),
    ];
    expect(input).toBe(join(cwd, 'b/identity/song/mixture.wav'));
  });

  it('throws what separateFiles reports as a failed track', async () => {
    await expect(separateToFiles('none.wav', { cwd })).rejects.toThrow(/no such file/);
    const { tracks, failed } = await separateFiles(['none.wav'], { cwd });
    expect([tracks[0]?.status, failed]).toEqual(['failed', 1]);
  });

  it('leaves nothing of an aborted run', async () => {
    const controller = new AbortController();
    const run = separateFiles([path], {
      ...options,
      cwd,
      out: 'aborted',
      signal: controller.signal,
      onEvent: ({ type }) => type === 'progress' && controller.abort(new Error('stop')),
    });
    await expect(run).rejects.toThrow('stop');
    const { done } = await separateFiles([path], { separator: 'identity', cwd, out: 'aborted' });
    expect(done).toBe(1);
  });
});
