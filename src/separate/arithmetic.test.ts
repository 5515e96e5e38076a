/** Track arithmetic: sums of tracks, and messages that point at the place. */

import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../util/index.ts';
import { parseMix } from './arithmetic.ts';

const names = ['mix', 'drums', 'bass', 'vocals', 'ärger_2'];
const parse = (text: string) => {
  const { name, weights } = parseMix(text, names);
  return { name, ...Object.fromEntries(weights) };
};

describe('parseMix', () => {
  it('reads sums, weights, signs and parentheses', () => {
    expect(parse('drumless = mix - drums')).toEqual({ name: 'drumless', mix: 1, drums: -1 });
    expect(parse('a=.5*(bass+drums)-2e-1*vocals')).toEqual({
      name: 'a',
      bass: 0.5,
      drums: 0.5,
      vocals: -0.2,
    });
    expect(parse('a = bass * 2 / 4')).toEqual({ name: 'a', bass: 0.5 });
    expect(parse('a = -(mix - (bass - -drums))')).toEqual({ name: 'a', mix: -1, bass: 1, drums: 1 });
    expect(parse('a = (2 + 3*2) * bass')).toEqual({ name: 'a', bass: 8 });
    expect(parse('ö = ärger_2 + bass + bass')).toEqual({ name: 'ö', ärger_2: 1, bass: 2 });
  });

  it('leaves out what cancels', () => {
    expect(parse('a = mix - drums + drums')).toEqual({ name: 'a', mix: 1 });
  });

  it.each([
    [
      'a = mix - drms',
      'column 11: expected one of mix, drums, bass, vocals, ärger_2, got drms. Did you mean drums?',
    ],
    ['a = mix -', 'column 10: expected a track, a number or "(", got the end'],
    ['a mix', 'column 3: expected "=", got "mix"'],
    ['= mix', 'column 1: expected the name of the new track, got "="'],
    ['', 'column 1: expected the name of the new track, got the end'],
    ['a = mix drums', 'column 9: expected "+", "-", "*", "/" or the end, got "drums"'],
    ['a = (mix', 'column 9: expected ")", got the end'],
    ['a = mix * drums', 'column 9: expected a number times a track, got a track times a track'],
    ['a = 1 / mix', 'column 7: expected a number other than 0 after "/", got a track'],
    ['a = mix / 0', 'column 9: expected a number other than 0 after "/", got zero'],
    ['a = mix + 1', 'column 1: expected tracks only in a sum, got the number 1'],
    ['a = mix - mix', 'column 1: expected a sum of tracks, got nothing: it cancels out'],
    ['a = mix ^ 2', 'column 9: expected tracks, numbers, + - * / ( ) and =, got "^"'],
    ['no-drums = mix', 'column 3: expected "=", got "-"'],
  ])('refuses %j at its place', (text, message) => {
    expect(() => parse(text)).toThrow(ArgumentError);
    expect(() => parse(text)).toThrow(message);
  });
});
