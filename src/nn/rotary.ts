/**
 * Rotary position embedding (Su et al. 2021, RoFormer): pairs of features turn by an angle that grows with the position, so
 * that the product of a query and a key depends on their distance.
 */

import { add, constant, formatType, matMul, mul, type Value } from '../graph/index.ts';
import { floatTensor, type Tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { sizeOf } from './sizes.ts';

/** Which features are pairs: neighbours (0, 1), (2, 3), …, or halves (0, n/2), (1, n/2 + 1), …. */
export type RotaryLayout = 'interleaved' | 'half';

/** Settings of {@link rotary}. */
export interface RotaryOptions {
  /** Default: `'interleaved'`, as in the paper; LLaMA's weights on Hugging Face want `'half'`. */
  readonly layout?: RotaryLayout;
  /** Pair k turns by base^(−2k/size) per position. Default: 10000, as in the paper. */
  readonly base?: number;
  /** Position of the first element. Default: 0. */
  readonly offset?: number;
}

/**
 * `x` [..., time, feature] turned by position. Throws ArgumentError where time or feature is symbolic, or the number of
 * features is odd.
 */
export function rotary(x: Value, options: RotaryOptions = {}): Value {
  const [time, size] = [sizeOf(x, -2), sizeOf(x, -1)];
  const { layout = 'interleaved', base = 10_000, offset = 0 } = options;
  if (size % 2 !== 0) {
    throw new ArgumentError({
      place: 'rotary',
      expected: 'an even number of features',
      got: formatType(x.type),
      remedy: 'Choose an even size per head',
    });
  }
  const pairOf = (feature: number): number =>
    layout === 'half' ? feature % (size / 2) : Math.floor(feature / 2);
  const table = (fn: (angle: number) => number): Value =>
    constant(
      tableOf([time, size], (t, feature) => fn((t + offset) * base ** ((-2 * pairOf(feature)) / size))),
    );
  // (a, b) → (a·cos − b·sin, b·cos + a·sin) = x·cos + partner·sin. Partners by a small product: strided copies are slower.
  const partners = matMul(x, constant(partnerMatrix(size, layout)));
  return add(mul(x, table(Math.cos)), mul(partners, table(Math.sin)));
}

/** x·P is each feature's partner, negative for the first of a pair. */
function partnerMatrix(size: number, layout: RotaryLayout): Tensor {
  const distance = layout === 'half' ? size / 2 : 1;
  const isFirst = (feature: number): boolean => (layout === 'half' ? feature < size / 2 : feature % 2 === 0);
  return tableOf([size, size], (from, to) => {
    if (isFirst(to)) return from === to + distance ? -1 : 0;
    return from === to - distance ? 1 : 0;
  });
}

function tableOf(
  [rows, columns]: readonly [number, number],
  element: (row: number, column: number) => number,
): Tensor {
  const data = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) data[r * columns + c] = element(r, c);
  }
  return floatTensor([rows, columns], data);
}
