/** MD5 against the digests of RFC 1321 and against Node's own, however the bytes are cut. */

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMd5 } from './md5.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('MD5', () => {
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
  ])('of %j is that of the RFC', (text, digest) => {
    const md5 = createMd5();
    md5.update(new TextEncoder().encode(text));
    expect(hex(md5.digest())).toBe(digest);
  });

  it('does not depend on how the bytes are cut', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 31) & 255);
    for (const step of [1, 3, 55, 63, 64, 65, 1000]) {
      for (const length of [55, 56, 63, 64, 119, 120, 1000]) {
        const md5 = createMd5();
        for (let at = 0; at < length; at += step) md5.update(bytes.subarray(at, Math.min(at + step, length)));
        const wanted = createHash('md5').update(bytes.subarray(0, length)).digest('hex');
        expect(hex(md5.digest())).toBe(wanted);
      }
    }
  });
});
