/** Names of tracks and separators as names of files: legal everywhere, and different for different names. */

import { createHash } from 'node:crypto';
import { safeName } from './layout.ts';

/** Bytes; file systems take 255, and an ending comes behind. */
const longest = 160;

/** The name itself where every file system takes it; else what is left of it and eight digits that tell it from its like. */
export function recordName(name: string): string {
  const safe = safeName(name);
  if (safe === name && Buffer.byteLength(name) <= longest) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  let short = safe;
  while (Buffer.byteLength(short) > longest) short = [...short].slice(0, -1).join('');
  return `${short}-${digest}`;
}
