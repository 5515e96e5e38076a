/** Locks: one at a time, those of dead processes are taken over, those of other machines are not. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../util/index.ts';
import { lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auralflow-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockPath = (): string => join(folder, '.training.lock');

describe('a lock', () => {
  it('is held by one at a time and leaves nothing behind', async () => {
    const unlock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(HostError);
    await unlock();
    await (await lockFolder(folder))();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that is no more, and from one that was killed while locking', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const left of [JSON.stringify({ pid, host: hostname() }), '']) {
      writeFileSync(lockPath(), left);
      await (await lockFolder(folder))();
      expect(existsSync(lockPath())).toBe(false);
    }
  });

  it('is taken over where this process has the number of an earlier one, as in containers', async () => {
    writeFileSync(lockPath(), JSON.stringify({ pid: process.pid, host: hostname() }));
    await (await lockFolder(folder))();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is left alone where another machine holds it', async () => {
    writeFileSync(lockPath(), JSON.stringify({ pid: 1, host: 'elsewhere' }));
    await expect(lockFolder(folder)).rejects.toThrow('process 1 on elsewhere');
    expect(existsSync(lockPath())).toBe(true);
  });
});
