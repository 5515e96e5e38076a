/** Scores on the command line: separating with one, and writing one. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playPiano, twoHands } from '../../bench/classical/piano.ts';
import { encodeAudio } from '../../src/audio/index.ts';
import {
  makeScore,
  matchNotes,
  readMidi,
  readNoteList,
  writeMidi,
  writeNoteList,
} from '../../src/score/index.ts';
import { ensureBuilt, filesIn, runCli, temporaryFolder } from './cli.ts';
import { writeWav } from './wav.ts';

const folder = temporaryFolder();
const cwd = folder.path;
const piece = makeScore(twoHands({ barCount: 1 }));

beforeAll(async () => {
  ensureBuilt();
  const song = playPiano(piece, { sampleRate: 11_025, lengthSeconds: 3 });
  writeFileSync(join(cwd, 'song.wav'), await encodeAudio(song, { format: 'wav' }));
  writeFileSync(join(cwd, 'song.mid'), writeMidi(piece));
  writeFileSync(join(cwd, 'song.csv'), writeNoteList(piece));
  writeFileSync(join(cwd, 'late.csv'), '9;1;60');
  writeFileSync(join(cwd, 'empty.csv'), '');
  writeFileSync(join(cwd, 'broken.mid'), writeMidi(piece).subarray(0, 100));
}, 60_000);
afterAll(() => folder.remove());

describe('auralflow separate -n score', () => {
  it('writes the parts of a MIDI file or a note list', async () => {
    const parts = ['score/song/left.wav', 'score/song/right.wav'];
    const midi = await runCli(['song.wav', '-n', 'score', '-O', 'score=song.mid', '-o', 'midi', '-q'], {
      cwd,
    });
    expect([midi.code, midi.stderr]).toEqual([0, '']);
    expect(filesIn(join(cwd, 'midi'))).toEqual(parts);
    const words = ['song.wav', '-n', 'score', '--option', 'score=song.csv', '-O', 'note-tolerance=0.1,0.3'];
    const excerpt = ['--start', '0.5', '--duration', '1', '-o', 'csv', '-q'];
    expect(await runCli([...words, ...excerpt], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(filesIn(join(cwd, 'csv'))).toEqual(parts);
  });

  it.each([
    [['song.wav'], 'Add -O score=song.mid'],
    [['song.wav', '-O', 'score=broken.mid'], 'the file is cut off'],
    [['song.wav', '-O', 'score=empty.csv'], 'at least one note, got an empty file'],
    [['song.wav', '-O', 'score=late.csv'], "within the song's 3.00 s"],
    [['song.wav', '-O', 'score=song.mid', '-O', 'iteration=3'], 'Did you mean iterations?'],
  ])('says what is wrong with %j', async (words, remedy) => {
    const { code, stderr } = await runCli([...words, '-n', 'score', '-o', 'none'], { cwd });
    expect(code).not.toBe(0);
    expect(stderr).toContain(remedy);
    expect(existsSync(join(cwd, 'none/score/song/left.wav'))).toBe(false);
  });
});

describe('auralflow transcribe', () => {
  it('writes notes as MIDI or as a list', async () => {
    const { code, stdout, stderr } = await runCli(['transcribe', 'song.wav', '-o', 'found.mid'], { cwd });
    expect([code, stdout]).toEqual([0, 'found.mid\n']);
    expect(stderr).toMatch(/song.wav: \d+ notes in 0:0\d/);
    const found = readMidi(readFileSync(join(cwd, 'found.mid')));
    expect(matchNotes(piece, found).f1).toBeGreaterThan(0.6);
    const list = ['transcribe', 'song.wav', '-o', 'lists/found.csv', '--json', '-O', 'lowest-pitch=40'];
    const written = JSON.parse((await runCli(list, { cwd })).stdout) as { notes: number };
    const notes = readNoteList(readFileSync(join(cwd, 'lists/found.csv'), 'utf8')).notes;
    expect(notes).toHaveLength(written.notes);
  });

  it('says what is wrong', async () => {
    const wrong = await runCli(['transcribe', 'song.wav', '-o', 'song.wav'], { cwd });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('ends in .mid')]);
    expect((await runCli(['transcribe', 'none.wav'], { cwd })).code).toBe(1);
    expect((await runCli(['transcribe', 'song.wav', '-O', 'treshold=1'], { cwd })).stderr).toContain(
      'threshold',
    );
    writeWav(join(cwd, 'nan.wav'), { channels: [new Float32Array(4000).fill(Number.NaN, 80, 81)] });
    const nan = await runCli(['transcribe', 'nan.wav'], { cwd });
    expect([nan.code, nan.stderr]).toEqual([
      1,
      expect.stringContaining('at 0.010 s: expected finite samples'),
    ]);
    expect(existsSync(join(cwd, 'nan.mid'))).toBe(false);
  });
});
