import { describe, expect, it } from 'vitest';
import { evaluationTable } from './evaluation-table.ts';

const nan = Number.NaN;
const rows = [
  { track: 'one', target: 'vocals', scores: { sar: 1, sdr: 2, si_sdr: 3, stoi: 0.5 } },
  { track: 'a, "b"', target: 'vocals', scores: { sar: 3, sdr: nan, si_sdr: -3.00001, stoi: nan } },
  { track: 'three', target: 'vocals', scores: { sar: 8, sdr: 4, si_sdr: 6, stoi: nan } },
];

describe('evaluation.csv', () => {
  it("has the original's columns, and the average last", () => {
    expect(evaluationTable(rows, ['vocals'])).toBe(
      [
        'track_name,sar,sdr,si_sdr,stoi',
        'one,1,2,3,0.5',
        '"a, ""b""",3,,-3,',
        'three,8,4,6,',
        'median,3,3,3,0.5',
        'average,4,3,2,0.5',
        '',
      ].join('\n'),
    );
  });

  it('names the target where there are several', () => {
    const both = [...rows.slice(0, 1), { ...rows[2]!, track: 'one', target: 'drums' }];
    expect(evaluationTable(both, ['vocals', 'drums']).split('\n')).toEqual([
      'track_name,target,sar,sdr,si_sdr,stoi',
      'one,vocals,1,2,3,0.5',
      'one,drums,8,4,6,',
      'median,vocals,1,2,3,0.5',
      'median,drums,8,4,6,',
      'average,vocals,1,2,3,0.5',
      'average,drums,8,4,6,',
      '',
    ]);
  });
});
