/** Numbers over steps in bounded memory: when there are too many, neighbours become their mean. A loss of a million batches still fits a page. */

/** A series that only grows. */
export interface Series {
  add(x: number, y: number): void;
  /** Points so far: means over equal stretches, the last one perhaps shorter. */
  points(): { readonly x: readonly number[]; readonly y: readonly number[] };
}

/** More than any picture has columns. */
const mostPoints = 4096;

/** An empty series. NaN is passed over. */
export function createSeries(): Series {
  let x: number[] = [];
  let y: number[] = [];
  let stride = 1;
  let pending = { count: 0, x: 0, y: 0 };

  function halve(values: readonly number[]): number[] {
    return Array.from({ length: values.length / 2 }, (_, n) => (values[2 * n]! + values[2 * n + 1]!) / 2);
  }

  return {
    add(place, value) {
      if (!Number.isFinite(value)) return;
      pending = { count: pending.count + 1, x: pending.x + place, y: pending.y + value };
      if (pending.count < stride) return;
      x.push(pending.x / pending.count);
      y.push(pending.y / pending.count);
      pending = { count: 0, x: 0, y: 0 };
      if (x.length < mostPoints) return;
      x = halve(x);
      y = halve(y);
      stride *= 2;
    },
    points() {
      if (pending.count === 0) return { x, y };
      return { x: [...x, pending.x / pending.count], y: [...y, pending.y / pending.count] };
    },
  };
}
