import { describe, expect, it } from 'vitest';
import { ArgumentError, AuralflowError, FormatError, HostError, LimitError } from './errors.ts';

const parts = {
  place: 'song.wav',
  expected: 'a RIFF header',
  got: '12 zero bytes',
  remedy: 'Check the file',
};

describe('errors', () => {
  it('say where, what was expected, what was found and what to do', () => {
    const error = new FormatError(parts);
    expect(error.message).toBe('song.wav: expected a RIFF header, got 12 zero bytes. Check the file.');
    expect(error).toMatchObject(parts);
  });

  it('end in one stop, whatever the remedy ends in', () => {
    expect(new FormatError({ ...parts, remedy: 'Did you mean song.mp3?' }).message).toMatch(/song\.mp3\?$/);
    expect(new FormatError({ ...parts, remedy: 'Check it.' }).message).toMatch(/[^.]\.$/);
  });

  it('pass the cause on, and have none when there is none', () => {
    const cause = new Error('EACCES');
    expect(new HostError({ ...parts, cause }).cause).toBe(cause);
    expect('cause' in new HostError(parts)).toBe(false);
  });

  it('are told apart by class and by name', () => {
    const errors = [ArgumentError, FormatError, HostError, LimitError].map((Kind) => new Kind(parts));
    expect(errors.map((error) => error.name)).toEqual([
      'ArgumentError',
      'FormatError',
      'HostError',
      'LimitError',
    ]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(AuralflowError);
      expect(error).toBeInstanceOf(Error);
      expect(error.stack).toContain(error.name);
    }
  });
});
