/** Convolutions by their definition, one product at a time: what the examples are checked against. */

import type { Tensor } from '../../tensor/index.ts';
import type { Attributes } from '../node.ts';
import { type AxisWindow, groupOf, placesOf, spannedBy, windowOf } from './conv-shape.ts';
import { at, indicesOf, tabulate } from './naive.ts';

/** y[n, o, p] = b[o] + Σ_{i, k} x[n, i, p·stride − before + k·dilation] · w[o, i, k], channels within their group. */
export function naiveConv(
  [x, w, b]: readonly (Tensor | undefined)[],
  attributes: Attributes = {},
): readonly Tensor[] {
  const [outputs, inputsPerGroup, ...kernel] = w!.shape as [number, number, ...number[]];
  const windows = windowOf(attributes, { kernel, sizes: x!.shape.slice(2) });
  const outputsPerGroup = outputs / groupOf(attributes);
  const places = windows.map((window, axis) => Number(placesOf(x!.shape[axis + 2]!, window)));
  return [
    tabulate([x!.shape[0]!, outputs, ...places], ([n, o, ...place]) => {
      const first = Math.floor(o! / outputsPerGroup) * inputsPerGroup;
      let sum = b ? at(b, [o!]) : 0;
      for (const [i, ...tap] of indicesOf([inputsPerGroup, ...kernel])) {
        sum += at(x!, [n!, first + i!, ...reached(windows, place, tap)]) * at(w!, [o!, i!, ...tap]);
      }
      return sum;
    }),
  ];
}

/** The transpose of {@link naiveConv}: every input element spreads the kernel. w[input, output of its group, k]. */
export function naiveConvTranspose(
  [x, w, b]: readonly (Tensor | undefined)[],
  attributes: Attributes = {},
): readonly Tensor[] {
  const [inputs, outputsPerGroup, ...kernel] = w!.shape as [number, number, ...number[]];
  const group = groupOf(attributes);
  const windows = windowOf(attributes, { kernel, sizes: x!.shape.slice(2) });
  const extra = (attributes.output_padding ?? kernel.map(() => 0)) as readonly number[];
  const sizes = windows.map((window, axis) => Number(spannedBy(x!.shape[axis + 2]!, window, extra[axis]!)));
  const result = tabulate([x!.shape[0]!, outputsPerGroup * group, ...sizes], ([, o]) =>
    b ? at(b, [o!]) : 0,
  );
  for (const [n, i, ...place] of indicesOf(x!.shape)) {
    const first = Math.floor(i! / (inputs / group)) * outputsPerGroup;
    for (const [o, ...tap] of indicesOf([outputsPerGroup, ...kernel])) {
      const position = reached(windows, place, tap);
      if (position.some((p, axis) => p < 0 || p >= sizes[axis]!)) continue;
      const flat = [n!, first + o!, ...position].reduce((sum, p, axis) => sum * result.shape[axis]! + p, 0);
      result.data[flat]! += at(x!, [n!, i!, ...place]) * at(w!, [i!, o!, ...tap]);
    }
  }
  return [result];
}

function reached(windows: readonly AxisWindow[], place: readonly number[], tap: readonly number[]): number[] {
  return windows.map(
    ({ stride, dilation, before }, axis) => place[axis]! * stride - before + tap[axis]! * dilation,
  );
}
