/**
 * Sums on the processor. ONNX Runtime adds a row up in one float32 chain per vector lane, and a column in one chain: over ten
 * million elements that costs the mean of squares four digits. Here rows are cut, every part is summed, then the sums are:
 * as fast, and right to 10⁻⁶ (docs/engine-measurements.md).
 */

import {
  abs,
  constant,
  div,
  fusedMatMul,
  matMul,
  mul,
  type OpNode,
  pad,
  type RewriteRule,
  reduceSum,
  reshape,
  sqrt,
  staticCount,
  type Value,
} from '../../graph/index.ts';
import { floatTensor } from '../../tensor/index.ts';

/** Parts of rows are as long as this, or what divides the row near it. */
const goodPart = 4096;

/** Rows up to here are summed as they are, and parts are never longer. */
const longestChain = 16_384;

/** A product of a row with a row beats multiplying and summing from here on. */
const shortestDot = 1024;

/** Rows of a column of ones: the product's chain. */
const mostOnes = 512;

/** Below this a product with ones costs more than the sum. */
const fewestColumns = 1024;

/** Rules by op. */
export const sumRules: Readonly<Record<string, RewriteRule>> = {
  ReduceSum: (node) => finish(node, sumOf(node, termsOf(node))),
  ReduceMean(node) {
    const { shape } = node.inputs[0]!.type;
    const axes = axesOf(node);
    const total = sumOf(node, termsOf(node));
    return finish(node, total && div(total, staticCount(axes!.map((axis) => shape[axis]!))!));
  },
  ReduceSumSquare: (node) => finish(node, squareSum(node)),
  ReduceL2(node) {
    const squares = squareSum(node);
    return finish(node, squares && sqrt(squares));
  },
  // ReduceL1 does not use the vector units: three times the time of both together.
  ReduceL1(node) {
    const x = abs(node.inputs[0]!);
    return finish(node, sumOf(node, { x }) ?? plain(node, x));
  },
};

/** What is summed; with `factors` it is the product of two values of one shape. */
interface Terms {
  readonly x: Value;
  readonly factors?: readonly [Value, Value];
}

function termsOf(node: OpNode): Terms {
  const x = node.inputs[0]!;
  if (x.node.kind !== 'op' || x.node.op.name !== 'Mul') return { x };
  const [a, b] = x.node.inputs as readonly [Value, Value];
  const whole = [a, b].every(({ type }) => type.shape.join() === x.type.shape.join());
  return whole ? { x, factors: [a, b] } : { x };
}

/** ReduceSumSquare does not use the vector units; products do. */
function squareSum(node: OpNode): Value | undefined {
  const root = node.inputs[0]!;
  const x = mul(root, root);
  return sumOf(node, { x, factors: [root, root] }) ?? plain(node, x);
}

function plain(node: OpNode, x: Value): Value | undefined {
  const axes = axesOf(node);
  return axes && x.type.dtype === 'float32' ? reduceSum(x, axes) : undefined;
}

function finish(node: OpNode, y: Value | undefined): readonly Value[] | undefined {
  return y && [reshape(y, node.outputs[0]!.type.shape)];
}

/** The sum that `node` makes of `terms`, in another shape; `undefined` where the plain one is as good. */
function sumOf(node: OpNode, { x, factors }: Terms): Value | undefined {
  const axes = axesOf(node);
  if (axes === undefined || x.type.dtype !== 'float32') return undefined;
  if (staticCount(x.type.shape) === undefined || staticCount(x.type.shape) === 0) return undefined;
  const runs = runsOf(x.type.shape as readonly number[], axes);
  if (runs.at(-1)?.summed === true) return sumOfRows(runs, { x, ...(factors && { factors }) });
  return runs.length === 2 ? sumOfColumns(x, runs[0]!.size) : undefined;
}

/** Neighbouring axes that are summed, or kept, are one. */
interface Run {
  readonly summed: boolean;
  readonly size: number;
}

function runsOf(shape: readonly number[], axes: readonly number[]): Run[] {
  const runs: Run[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const summed = axes.includes(axis);
    const last = runs.at(-1);
    if (last?.summed === summed) runs[runs.length - 1] = { summed, size: last.size * size };
    else runs.push({ summed, size });
  });
  return runs;
}

function sumOfRows(runs: readonly Run[], { x, factors }: Terms): Value | undefined {
  const outer = runs.slice(0, -1);
  const rows = outer.reduce((product, { size }) => product * size, 1);
  const length = runs.at(-1)!.size;
  const { part, padding } = partsOf(length);
  const parts = (length + padding) / part;
  const cut = (value: Value, shape: readonly number[]): Value =>
    padding === 0
      ? reshape(value, shape)
      : reshape(pad(reshape(value, [rows, length]), [{ axis: 1, after: padding }]), shape);
  const dots = factors !== undefined && part >= shortestDot;
  if (!dots && parts === 1) return undefined;
  const sums = dots
    ? dotsOf(factors, (value) => cut(value, [rows * parts, 1, part]))
    : reduceSum(cut(x, [rows * parts, part]), [1]);
  const left = [...outer, { summed: true, size: parts }];
  const axes = left.flatMap(({ summed, size }, axis) => (summed && size > 1 ? [axis] : []));
  const kept = reshape(
    sums,
    left.map(({ size }) => size),
  );
  return axes.length === 0 ? kept : reduceSum(kept, axes);
}

/** Each row of the one times the same row of the other. */
function dotsOf([a, b]: readonly [Value, Value], cut: (value: Value) => Value): Value {
  const left = cut(a);
  return fusedMatMul(left, a === b ? left : cut(b), { transB: true });
}

/** How a row is cut: into parts that divide it, or, where nothing does, with zeros behind. */
function partsOf(length: number): { readonly part: number; readonly padding: number } {
  if (length <= longestChain) return { part: length, padding: 0 };
  const part = nearestDivisor(length);
  return part === undefined
    ? { part: goodPart, padding: goodPart - (length % goodPart) }
    : { part, padding: 0 };
}

/** The divisor nearest to a good part, by ratio, that is not too long or so short that the parts are many. */
function nearestDivisor(length: number): number | undefined {
  let best: number | undefined;
  const distance = (size: number): number => Math.abs(Math.log(size / goodPart));
  for (let size = goodPart / 16; size <= longestChain; size++) {
    if (length % size !== 0) continue;
    if (best === undefined || distance(size) < distance(best)) best = size;
  }
  return best;
}

/**
 * Sums over outer axes as a product with a row of ones, which reads memory row by row: a third of ReduceSum's time for
 * 8 × 204 800, half for 1344 × 2048, never more. Many rows are laid side by side first. They are what gradients of weights
 * and biases end with.
 */
function sumOfColumns(x: Value, rows: number): Value | undefined {
  const columns = staticCount(x.type.shape)! / rows;
  let beside = 1;
  while (rows / beside > mostOnes || rows % beside !== 0) beside++;
  const high = rows / beside;
  if (high < 2 && columns < fewestColumns) return undefined;
  if (high < 2) return onesTimes(x, [rows, columns]);
  if (beside * columns < fewestColumns) return undefined;
  const sums = onesTimes(x, [high, beside * columns]);
  return beside === 1 ? sums : reduceSum(reshape(sums, [beside, columns]), [0]);
}

function onesTimes(x: Value, [rows, columns]: readonly [number, number]): Value {
  const ones = constant(floatTensor([1, rows], new Float32Array(rows).fill(1)));
  return matMul(ones, reshape(x, [rows, columns]));
}

/** The axes that a reduction goes along, counted from the front. */
function axesOf({ inputs: [x, axes] }: OpNode): readonly number[] | undefined {
  const rank = x!.type.shape.length;
  const all = Array.from({ length: rank }, (_, axis) => axis);
  if (axes === undefined) return all;
  if (axes.node.kind !== 'constant') return undefined;
  const given = Array.from(axes.node.tensor.data, Number).map((axis) => (axis + rank) % rank);
  return given.length === 0 ? all : given;
}
