import { describe, expect, it } from 'vitest';
import { scoresCsv } from './csv.ts';
import { stemScore } from './evaluate-track.ts';
import { musevalJson, readMusevalJson } from './museval-json.ts';

const scores = {
  vocals: { SDR: stemScore([1.123456, Number.NaN, 3]), SIR: stemScore([4, 5, Number.POSITIVE_INFINITY]) },
};
const grid = { windowSeconds: 1, hopSeconds: 1 };

describe("museval's files", () => {
  it('are written as museval writes them', () => {
    const text = musevalJson({ scores }, grid);
    expect(text).toContain('"SDR": NaN');
    expect(JSON.parse(text.replaceAll('NaN', 'null')).targets[0].frames[0]).toEqual({
      time: 0,
      duration: 1,
      metrics: { SDR: 1.12346, SIR: 4 },
    });
  });

  it('are read again', () => {
    const read = readMusevalJson(musevalJson({ scores }, grid), 'song.json');
    expect(read.vocals!.SDR).toEqual({ frames: [1.12346, null, 3], value: 2.06173 });
    expect(read.vocals!.SIR!.frames).toEqual([4, 5, null]);
  });

  it.each(['', '[]', '{"targets": 3}', '{"targets": [null]}', '{"targets": [{"name": "a"}]}', 'null'])(
    'are refused where they are none: %s',
    (text) => {
      expect(() => readMusevalJson(text, 'song.json')).toThrow("song.json: expected museval's JSON");
    },
  );
});

describe('scores as a table', () => {
  it('have a line per number, names with commas quoted', () => {
    const track = { track: 'a, "b"', separator: 'hpss', scores } as never;
    expect(scoresCsv({ tracks: [track] }).split('\r\n')).toEqual([
      'track,separator,stem,score,value,frames,defined_frames',
      '"a, ""b""",hpss,vocals,SDR,2.061728,3,2',
      '"a, ""b""",hpss,vocals,SIR,4.5,3,2',
      '',
    ]);
  });
});
