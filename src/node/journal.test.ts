/** Work folders: what a journal says, whose it is, and that nothing is left. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Journal, workFolder } from './journal.ts';

const out = mkdtempSync(join(tmpdir(), 'auralflow-'));
afterAll(() => rmSync(out, { recursive: true }));
const journal: Journal = {
  version: 1,
  pid: process.pid,
  settings: 'abc',
  input: { bytes: 1, sha256: 'd' },
  samplesDone: 5,
  separated: false,
  peaks: { vocals: 0.1 + 0.2 },
  finished: {},
};

describe('a work folder', () => {
  it('gives back the journal, digit for digit, and is empty on demand', async () => {
    const work = workFolder(out, 'a'.repeat(64));
    expect(await work.readJournal()).toBeUndefined();
    await work.prepare({ empty: true });
    await work.writeJournal(journal);
    await work.prepare({ empty: false });
    expect(await work.readJournal()).toEqual(journal);
    await work.prepare({ empty: true });
    expect(await work.readJournal()).toBeUndefined();
    await work.remove();
    expect(existsSync(join(out, '.auralflow'))).toBe(false);
  });

  it('takes a damaged journal for none', async () => {
    const work = workFolder(out, 'b'.repeat(64));
    await work.prepare({ empty: true });
    for (const text of ['', '{"version":2}', '{"version":1']) {
      writeFileSync(join(work.path, 'journal.json'), text);
      expect(await work.readJournal()).toBeUndefined();
    }
    await work.remove();
  });

  it('is left to a run that is still at it, and taken over from one that is gone', async () => {
    const work = workFolder(out, 'c'.repeat(64));
    await work.prepare({ empty: true });
    // Process 1 always lives; no process has this many bits.
    await work.writeJournal({ ...journal, pid: 1 });
    await expect(work.prepare({ empty: true })).rejects.toThrow(/process 1 at work/);
    await work.writeJournal({ ...journal, pid: 2 ** 22 + 1 });
    await work.prepare({ empty: false });
    await work.remove();
  });
});
