/** The journey in the browser, from the built package: every kind of input, every separator, in workers and without. */

import {
  ArgumentError,
  type Audio,
  createSeparator,
  FormatError,
  HostError,
  openSeparation,
  type Progress,
  separate,
  separatorNames,
  streamAudio,
  toAudioBuffer,
} from 'auralflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import { cut, digest, exampleSong, noise, snrDb, songUrl } from './sounds.ts';

let song: Audio;
beforeAll(async () => {
  song = await exampleSong();
});

describe('separate in the browser', () => {
  it.each([1, 2, 44_099])('gives a mixture of %i samples back, bit for bit', async (length) => {
    const mixture = noise({ length, channelCount: 2 });
    for (const options of [{}, { segmentSeconds: 0.3 }, { jobs: 0, segmentSeconds: 0.1, overlap: 0.5 }]) {
      const { stems } = await separate(mixture, { separator: 'identity', ...options });
      expect(stems.get('mixture')!.channels).toEqual(mixture.channels);
    }
  });

  it.each(separatorNames())('gives the stems of %s that Node gives, bit for bit', async (separator) => {
    const excerpt = { separator, startSeconds: 3, durationSeconds: 2 };
    const { stems } = await separate(songUrl, excerpt);
    expect(await digest(stems.values())).toBe(await commands.separateInNode(excerpt));
  });

  it.each(['hpss', 'hpss-vocals', 'center'])('has stems of %s that add up to the song', async (separator) => {
    const excerpt = cut(song, 8, 3);
    const { stems } = await separate(excerpt, { separator });
    const left = excerpt.channels[0]!.map((_, n) =>
      [...stems.values()].reduce((sum, stem) => sum + stem.channels[0]![n]!, 0),
    );
    expect(snrDb(excerpt.channels[0]!, left)).toBeGreaterThan(110);
  });

  it('gives the same bits in workers, in the page, in segments and streamed', async () => {
    const excerpt = cut(song, 0, 4);
    const separator = 'hpss';
    const segmentSeconds = 1;
    const whole = await digest(
      (await separate(excerpt, { separator, segmentSeconds, jobs: 0 })).stems.values(),
    );
    const inWorkers = await separate(excerpt, { separator, segmentSeconds, jobs: 2 });
    expect(await digest(inWorkers.stems.values())).toBe(whole);
    const streamed = await openSeparation(excerpt, { separator, segmentSeconds });
    const collected = new Map(streamed.outputs.map((name) => [name, [] as Float32Array[]]));
    for await (const { outputs } of streamed.blocks()) {
      for (const [name, channels] of outputs) collected.get(name)!.push(channels[0]!);
    }
    await streamed.close();
    for (const [name, pieces] of collected) {
      const joined = new Float32Array(await new Blob(pieces.map((piece) => piece.slice())).arrayBuffer());
      expect(joined).toEqual(inWorkers.stems.get(name)!.channels[0]);
    }
  });

  it('works in a page that has no workers', async () => {
    const excerpt = cut(song, 2, 1);
    const inWorkers = await separate(excerpt, { separator: 'hpss', jobs: 1 });
    const { Worker } = globalThis;
    Reflect.deleteProperty(globalThis, 'Worker');
    try {
      const inPage = await separate(excerpt, { separator: 'hpss', jobs: 1 });
      expect(await digest(inPage.stems.values())).toBe(await digest(inWorkers.stems.values()));
    } finally {
      globalThis.Worker = Worker;
    }
  });

  it('runs a Separator made elsewhere', async () => {
    const excerpt = cut(song, 2, 1);
    const options = { twoStems: 'percussive', otherMethod: 'minus' } as const;
    const given = await separate(excerpt, { separator: createSeparator('hpss'), ...options });
    const named = await separate(excerpt, { separator: 'hpss', ...options });
    expect([...given.stems.keys()]).toEqual(['percussive', 'minus_percussive']);
    expect(await digest(given.stems.values())).toBe(await digest(named.stems.values()));
  });

  it('takes a File, bytes, an address, an AudioBuffer, an Audio and an AudioStream', async () => {
    const bytes = await (await fetch(songUrl)).arrayBuffer();
    const options = { separator: 'identity', durationSeconds: 0.5 };
    const inputs = [
      new File([bytes], 'song.flac'),
      bytes,
      new Uint8Array(bytes),
      songUrl,
      new URL(songUrl),
      toAudioBuffer(song),
      song,
      streamAudio(song),
    ];
    const digests = await Promise.all(
      inputs.map(async (input) => digest((await separate(input, options)).stems.values())),
    );
    expect(new Set(digests).size).toBe(1);
  });

  it('keeps the page alive while it works', async () => {
    let frames = 0;
    let running = true;
    const count = () => {
      frames += 1;
      if (running) setTimeout(count, 10);
    };
    count();
    await separate(song, { separator: 'hpss', jobs: 1 });
    running = false;
    expect(frames).toBeGreaterThan(10);
  });

  it.each([0, 2])('tells how far it is, with %i workers', async (jobs) => {
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => told.push(progress);
    await separate(cut(song, 0, 3), { separator: 'hpss', segmentSeconds: 1, jobs, onProgress });
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told.at(-1)).toMatchObject({ stage: 'separate', done: 3, total: 3, unit: 'seconds' });
    expect(told.every(({ done }, i) => i === 0 || done >= told[i - 1]!.done)).toBe(true);
  });

  it.each([0, 2])('stops when it is told to, with %i workers', async (jobs) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const work = separate(song, {
      separator: 'hpss',
      segmentSeconds: 1,
      jobs,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done > 0) controller.abort(reason);
      },
    });
    await expect(work).rejects.toBe(reason);
    await expect(separate(song, { jobs, signal: controller.signal })).rejects.toBe(reason);
  });

  it('passes on an error thrown in onProgress', async () => {
    const onProgress = () => {
      throw new Error('no more');
    };
    await expect(separate(cut(song, 0, 1), { onProgress })).rejects.toThrow('no more');
  });

  it('refuses what it cannot take, and says why', async () => {
    await expect(separate(new Blob(['not sound at all']))).rejects.toBeInstanceOf(FormatError);
    await expect(separate(new Blob([]))).rejects.toBeInstanceOf(FormatError);
    await expect(separate('/no-such-song.wav')).rejects.toBeInstanceOf(HostError);
    await expect(separate(song, { separator: 'hpps' })).rejects.toThrow(/Did you mean hpss/);
    await expect(separate(song, { jobs: -1 })).rejects.toBeInstanceOf(ArgumentError);
    await expect(separate(null as unknown as Audio)).rejects.toBeInstanceOf(ArgumentError);
  });
});
