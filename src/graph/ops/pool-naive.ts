/** Pools by their definition: what the examples are checked against. */

import type { Tensor } from '../../tensor/index.ts';
import type { Attributes } from '../node.ts';
import { integerAttribute, integersAttribute } from './axes.ts';
import { placesOf, windowOf } from './conv-shape.ts';
import { at, indicesOf, tabulate } from './naive.ts';

/** The largest or the mean of what a window sees. */
export function naivePool(x: Tensor, attributes: Attributes, kind: 'max' | 'mean'): Tensor {
  const kernel = integersAttribute(attributes, 'kernel_shape', []);
  const windows = windowOf(attributes, { kernel, sizes: x.shape.slice(2) });
  const ceil = integerAttribute(attributes, 'ceil_mode', 0) === 1;
  const countPads = integerAttribute(attributes, 'count_include_pad', 0) === 1;
  const sizes = x.shape.slice(2);
  const places = windows.map((window, axis) => Number(placesOf(sizes[axis]!, window, ceil)));
  return tabulate([...x.shape.slice(0, 2), ...places], ([n, c, ...place]) => {
    const seen: number[] = [];
    let padded = 0;
    for (const tap of indicesOf(windows.map(({ kernel }) => kernel))) {
      const position = windows.map(
        ({ stride, before, dilation }, axis) => place[axis]! * stride - before + tap[axis]! * dilation,
      );
      const outside = (p: number, axis: number) => p < 0 || p >= sizes[axis]!;
      const beyond = position.some((p, axis) => p >= sizes[axis]! + windows[axis]!.after);
      if (!position.some(outside)) seen.push(at(x, [n!, c!, ...position]));
      else if (!beyond) padded++;
    }
    if (kind === 'max') return Math.max(...seen);
    return seen.reduce((sum, value) => sum + value, 0) / (seen.length + (countPads ? padded : 0));
  });
}
