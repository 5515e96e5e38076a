import { describe, expect, it } from 'vitest';
import { recordName } from './record-name.ts';

describe('the name of a record', () => {
  it('is the track’s own where it can be', () => {
    expect(recordName('AM Contra - Heart Peripheral')).toBe('AM Contra - Heart Peripheral');
  });

  it('differs for names that differ only in letters no file system takes', () => {
    const names = ['a:b', 'a_b', 'a?b', 'a*b'].map(recordName);
    expect(new Set(names).size).toBe(4);
    expect(names.every((name) => /^a_b(-[0-9a-f]{8})?$/.test(name))).toBe(true);
  });

  it('is short enough for a file system, whatever the letters', () => {
    for (const letter of ['x', 'ü', '🎵']) {
      const [one, other] = [recordName(letter.repeat(300)), recordName(letter.repeat(301))];
      expect(Buffer.byteLength(one)).toBeLessThan(200);
      expect(one).not.toBe(other);
    }
  });
});
