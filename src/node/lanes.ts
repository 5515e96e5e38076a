/** Work on a list, several items at the same time, in order of the list. */

/**
 * Calls `work` for each item, `count` at a time. The first failure, or an abort of `signal`, starts no further item; it is thrown when no
 * item is under way any more.
 */
export async function inLanes<Item>(
  items: readonly Item[],
  { count, signal }: { readonly count: number; readonly signal: AbortSignal | undefined },
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  async function lane(): Promise<void> {
    while (!failed && next < items.length) {
      signal?.throwIfAborted();
      const index = next++;
      try {
        await work(items[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const lanes = Array.from({ length: Math.min(count, items.length) }, lane);
  const ended = await Promise.allSettled(lanes);
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
}
