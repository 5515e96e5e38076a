/**
 * The separators of the list keep the contract of `Separator`. A new entry in src/decompose/list.ts is tested here without
 * another line.
 */

import { describe, expect, it } from 'vitest';
import { decompositions } from '../../src/decompose/index.ts';
import { ArgumentError } from '../../src/util/index.ts';
import { separatorTests } from './separator-suite.ts';

describe.each(decompositions)('$name', (decomposition) => {
  const separator = decomposition.create();

  it('is what its list entry says', () => {
    expect(separator.name).toBe(decomposition.name);
    expect(separator.stems).toEqual(decomposition.stems);
    expect(new Set(separator.stems).size).toBe(separator.stems.length);
    expect(() => decomposition.create({ noSuchOption: 1 })).toThrow(ArgumentError);
  });

  it('takes every option at its described default or leaves it to be derived', () => {
    for (const { name, kind, default: standard, choices } of decomposition.options) {
      const value = kind === 'choice' ? standard : Number(standard);
      if (typeof value === 'number' && Number.isNaN(value)) continue;
      if (choices !== undefined) expect(choices).toContain(value);
      expect(() => decomposition.create({ [name]: value }), name).not.toThrow();
    }
  });

  separatorTests({
    create: () => decomposition.create(),
    passesAnything: decomposition.family === 'none',
  });
});
