import { describe, expect, it } from 'vitest';
import { scenariosOf } from './scenarios.ts';

describe('stems that are measured together', () => {
  it('are all of them where they share nothing', () => {
    const members = new Map([
      ['vocals', ['vocals']],
      ['bass + other', ['bass', 'other']],
    ]);
    expect(scenariosOf(members)).toEqual([
      { stems: ['vocals', 'bass + other'], kept: ['vocals', 'bass + other'] },
    ]);
  });

  it('are the accompaniment with the voice only, whatever the order', () => {
    const members = new Map([
      ['accompaniment', ['drums', 'bass', 'other']],
      ['bass', ['bass']],
      ['drums', ['drums']],
      ['other', ['other']],
      ['vocals', ['vocals']],
    ]);
    const four = ['bass', 'drums', 'other', 'vocals'];
    expect(scenariosOf(members)).toEqual([
      { stems: four, kept: four },
      { stems: ['accompaniment', 'vocals'], kept: ['accompaniment'] },
    ]);
  });
});
