import { describe, expect, it } from 'vitest';
import { decompositions } from '../decompose/index.ts';
import { ArgumentError } from '../util/index.ts';
import { createSeparator, describeSeparators, separatorNames } from './separators.ts';

describe('the zoo', () => {
  it('makes every separator it names', () => {
    expect(separatorNames()).toEqual(decompositions.map(({ name }) => name));
    for (const name of separatorNames()) expect(createSeparator(name).name).toBe(name);
  });

  it('describes each separator as it is', () => {
    for (const { name, stems, options } of describeSeparators()) {
      expect(createSeparator(name).stems).toEqual(stems);
      for (const option of options) expect(option.kind === 'choice').toBe(option.choices !== undefined);
    }
  });

  it('passes options on', () => {
    const short = createSeparator('hpss', { kernel: 5 }).chunking(44100);
    const long = createSeparator('hpss', { kernel: 501 }).chunking(44100);
    if (short === 'song' || long === 'song') throw new Error('expected chunks');
    expect(long.beforeSamples).toBeGreaterThan(short.beforeSamples);
  });

  it('puts the search for phases around any of them', () => {
    const refined = createSeparator('hpss', { kernel: 5, phase: 'misi', phaseIterations: 3 });
    const chunking = refined.chunking(44100);
    expect(chunking).toMatchObject({ exact: false });
    expect(createSeparator('hpss', { phase: 'griffin-lim' }).sumsToMixture).toBe(false);
    expect(() => createSeparator('hpss', { phase: 'misi', phaseIterations: -3 })).toThrow(/phase.iterations/);
    expect(() => createSeparator('hpss', { phaze: 'misi' })).toThrow(ArgumentError);
  });

  it('names the nearest separator for an unknown one', () => {
    expect(() => createSeparator('hpps')).toThrow(ArgumentError);
    expect(() => createSeparator('hpps')).toThrow(/Did you mean hpss\?/);
    expect(() => createSeparator('htdemucs_ft')).toThrow(/one of classic, hpss, hrps, .*identity/);
  });
});
