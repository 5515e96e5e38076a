import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inLanes } from './lanes.ts';

const open = { count: 2, signal: undefined };

describe('lanes', () => {
  it('work on all items, so many at a time, beginning in order', async () => {
    const begun: number[] = [];
    let [now, most] = [0, 0];
    await inLanes([10, 1, 1, 1, 1], open, async (milliseconds, index) => {
      begun.push(index);
      most = Math.max(most, ++now);
      await wait(milliseconds);
      now--;
    });
    expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 2]);
  });

  it('begin nothing after a failure, and end when nothing is under way', async () => {
    const ended: number[] = [];
    const work = inLanes([0, 1, 2, 3], open, async (item) => {
      if (item === 0) throw new Error('full disk');
      await wait(5);
      ended.push(item);
    });
    await expect(work).rejects.toThrow('full disk');
    expect(ended).toEqual([1]);
  });

  it('begin nothing after an abort', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const work = inLanes([0, 1, 2], { count: 1, signal: controller.signal }, async (item) => {
      begun.push(item);
      controller.abort(new Error('enough'));
    });
    await expect(work).rejects.toThrow('enough');
    expect(begun).toEqual([0]);
  });
});
