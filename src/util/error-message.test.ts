import { describe, expect, it } from 'vitest';
import { packError, unpackError } from './error-message.ts';
import { ArgumentError, FormatError, LimitError } from './errors.ts';

describe('an error on its way between threads', () => {
  it('keeps its class, parts, stack and causes', () => {
    const cause = new FormatError({
      place: 'song.mp3',
      expected: 'sound',
      got: 'text',
      remedy: 'Give sound',
    });
    const error = new ArgumentError({ place: 'kernel', expected: '3', got: '2', remedy: 'Add 1', cause });
    const arrived = unpackError(structuredClone(packError(error)));
    expect(arrived).toBeInstanceOf(ArgumentError);
    expect(arrived).toMatchObject({ place: 'kernel', expected: '3', got: '2', remedy: 'Add 1' });
    expect(arrived.message).toBe(error.message);
    expect(arrived.stack).toBe(error.stack);
    expect(arrived.cause).toBeInstanceOf(FormatError);
  });

  it('keeps how much memory would have done', () => {
    const parts = { place: 'maxMemoryBytes', expected: '2', got: '1', remedy: 'Allow more' };
    const arrived = unpackError(structuredClone(packError(new LimitError({ ...parts, neededBytes: 2 }))));
    expect(arrived).toBeInstanceOf(LimitError);
    expect(arrived).toMatchObject({ ...parts, neededBytes: 2 });
    expect(unpackError(packError(new LimitError(parts)))).toMatchObject({ neededBytes: undefined });
  });

  it('carries what is no error of the toolkit, and what is no error at all', () => {
    expect(unpackError(packError(new RangeError('too long', { cause: 'memory' })))).toMatchObject({
      message: 'too long',
      cause: { message: 'memory' },
    });
    expect(unpackError(packError('gone')).message).toBe('gone');
  });
});
