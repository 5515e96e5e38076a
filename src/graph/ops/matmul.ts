/**
 * Matrix products. Gradients are `FusedMatMul`s, which read their operands transposed instead of moving them, and a product
 * with one matrix for the whole batch is a single product over all rows, forward as ONNX has it and backward here.
 */

import { elementCount, type Tensor } from '../../tensor/index.ts';
import { apply1 } from '../apply.ts';
import type { Attributes, InferContext, OpDefinition, Value } from '../node.ts';
import type { Shape, TensorType } from '../type.ts';
import { mul } from './arithmetic.ts';
import { inputType, misfit, rankedInput } from './axes.ts';
import { broadcastShapes, broadcastsTo, sumToShape } from './broadcast.ts';
import { broadcastSizes, numbersOf, tensorOf } from './compute.ts';
import { productOf } from './dims.ts';
import { example, flatIndex, indicesOf } from './naive.ts';
import { reshape } from './shape.ts';

/** How a product reads its operands, and what it is multiplied by. */
export interface FusedOptions {
  /** Whether the last two axes of `a` are exchanged. Default false. */
  readonly transA?: boolean;
  /** Whether the last two axes of `b` are exchanged. Default false. */
  readonly transB?: boolean;
  /** A factor of the product. Default 1. */
  readonly alpha?: number;
}

/** a · b over the last two axes; outer axes broadcast; one-dimensional operands are a row and a column, whose axis goes. */
export const MatMul: OpDefinition = {
  name: 'MatMul',
  domain: '',
  inputs: ['number', 'number'],
  infer: (context) => [inferProduct(context, {})],
  gradient: ({ inputs: [a, b], gradients: [g], wanted }) =>
    productGradients({ a: a!, b: b!, g: g!, wanted }, {}),
  examples: [
    productExample([2, 3], [3, 4]),
    productExample([2, 1, 2, 3], [2, 3, 2], {}, 'outer axes broadcast'),
    productExample([2, 2, 3], [3, 2], {}, 'one matrix for a batch'),
    productExample([3], [3, 2], {}, 'a row'),
    productExample([2, 3], [3], {}, 'a column'),
  ],
};

/** {@link MatMul} with operands read transposed and a factor: ONNX Runtime's own. */
export const FusedMatMul: OpDefinition = {
  name: 'FusedMatMul',
  domain: 'com.microsoft',
  inputs: ['float', 'float'],
  attributes: { transA: 'flag', transB: 'flag', alpha: 'float' },
  infer: (context) => [inferProduct(context, optionsOf(context.attributes))],
  gradient: ({ node, inputs: [a, b], gradients: [g], wanted }) =>
    productGradients({ a: a!, b: b!, g: g!, wanted }, optionsOf(node.attributes)),
  examples: [
    productExample([3, 2], [3, 4], { transA: true, alpha: 0.5 }, 'first transposed, scaled'),
    productExample([2, 2, 3], [2, 4, 3], { transB: true }, 'second transposed'),
    productExample([2, 3, 2], [4, 3], { transA: true, transB: true }, 'both transposed'),
  ],
};

/** a · b; outer axes broadcast. */
export function matMul(a: Value, b: Value): Value {
  return apply1(MatMul, [a, b]);
}

/** alpha · a · b, with operands read transposed where asked. Operands have two axes or more. */
export function fusedMatMul(a: Value, b: Value, options: FusedOptions = {}): Value {
  const { transA = false, transB = false, alpha = 1 } = options;
  if (!transA && !transB && alpha === 1) return matMul(a, b);
  return apply1(FusedMatMul, [a, b], {
    ...(transA ? { transA: 1 } : {}),
    ...(transB ? { transB: 1 } : {}),
    ...(alpha === 1 ? {} : { alpha }),
  });
}

function optionsOf({ transA, transB, alpha }: Attributes): Required<FusedOptions> {
  return { transA: transA === 1, transB: transB === 1, alpha: typeof alpha === 'number' ? alpha : 1 };
}

function inferProduct(context: InferContext, { transA = false, transB = false }: FusedOptions): TensorType {
  const [a, b] = [inputType(context, 0), inputType(context, 1)];
  const { dtype } = a;
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw misfit('operands with axes', 'a scalar', 'Use mul');
  }
  const left = a.shape.length === 1 ? [1, a.shape[0]!] : swapped(a.shape, transA);
  const right = b.shape.length === 1 ? [b.shape[0]!, 1] : swapped(b.shape, transB);
  if (left.at(-1) !== right.at(-2)) {
    throw misfit(
      'as many columns on the left as rows on the right',
      `${left.at(-1)} and ${right.at(-2)}`,
      'Transpose or reshape an operand',
    );
  }
  const outer = broadcastShapes(left.slice(0, -2), right.slice(0, -2));
  const rows = a.shape.length === 1 ? [] : [left.at(-2)!];
  const columns = b.shape.length === 1 ? [] : [right.at(-1)!];
  return { dtype, shape: [...outer, ...rows, ...columns] };
}

function swapped(shape: Shape, transposed: boolean): Shape {
  return transposed ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
}

interface Product {
  readonly a: Value;
  readonly b: Value;
  readonly g: Value;
  readonly wanted: readonly boolean[];
}

/**
 * With C = α·A·B: ∂A = α·G·Bᵀ and ∂B = α·Aᵀ·G. Where A was read transposed its own gradient is the transposed product,
 * (G·Bᵀ)ᵀ = B·Gᵀ, which again only changes how operands are read.
 */
function productGradients({ a, b, g, wanted }: Product, options: FusedOptions): (Value | undefined)[] {
  const rankA = a.type.shape.length;
  const rankB = b.type.shape.length;
  if (rankA === 1 || rankB === 1) return vectorGradients({ a, b, g, wanted }, options);
  const { transA = false, transB = false, alpha = 1 } = options;
  if (rankB === 2 && rankA > 2 && !transA) return sharedGradients({ a, b, g, wanted }, options);
  const forA = (): Value =>
    transA
      ? fusedMatMul(b, g, { transA: transB, transB: true, alpha })
      : fusedMatMul(g, b, { transB: !transB, alpha });
  const forB = (): Value =>
    transB
      ? fusedMatMul(g, a, { transA: true, transB: transA, alpha })
      : fusedMatMul(a, g, { transA: !transA, alpha });
  return [
    wanted[0] ? sumToShape(forA(), a.type.shape) : undefined,
    wanted[1] ? sumToShape(forB(), b.type.shape) : undefined,
  ];
}

/** One matrix for a whole batch: its gradient is one product over all rows, not a sum of products. */
function sharedGradients({ a, b, g, wanted }: Product, options: FusedOptions): (Value | undefined)[] {
  const { transB = false, alpha = 1 } = options;
  const rows = (x: Value): Value => {
    const { shape } = x.type;
    return reshape(x, [productOf(shape.slice(0, -1)), shape.at(-1)!]);
  };
  const forA = (): Value => fusedMatMul(g, b, { transB: !transB, alpha });
  const forB = (): Value =>
    transB
      ? fusedMatMul(rows(g), rows(a), { transA: true, alpha })
      : fusedMatMul(rows(a), rows(g), { transA: true, alpha });
  return [wanted[0] ? forA() : undefined, wanted[1] ? forB() : undefined];
}

/** Vectors get the axis back that the product took. */
function vectorGradients({ a, b, g, wanted }: Product, options: FusedOptions): (Value | undefined)[] {
  const shapeA = a.type.shape;
  const shapeB = b.type.shape;
  const wideA = shapeA.length === 1 ? reshape(a, [1, shapeA[0]!]) : a;
  const wideB = shapeB.length === 1 ? reshape(b, [shapeB[0]!, 1]) : b;
  const outer = [...g.type.shape];
  if (shapeB.length === 1) outer.push(1);
  if (shapeA.length === 1) outer.splice(outer.length - 1, 0, 1);
  const [forA, forB] = productGradients({ a: wideA, b: wideB, g: reshape(g, outer), wanted }, options);
  return [forA && reshape(forA, shapeA), forB && reshape(forB, shapeB)];
}

/** alpha · op(a) · op(b) + beta · c for matrices. */
export const Gemm: OpDefinition = {
  name: 'Gemm',
  domain: '',
  inputs: ['number', 'number', 'number?'],
  attributes: { transA: 'flag', transB: 'flag', alpha: 'float', beta: 'float' },
  infer(context) {
    for (const index of [0, 1]) rankedInput(context, index, 2);
    const product = inferProduct(context, optionsOf(context.attributes));
    const c = context.inputs[2];
    return [c === undefined ? product : broadcastsTo(c, product)];
  },
  gradient({ node, inputs: [a, b, c], gradients: [g], wanted }) {
    const beta = typeof node.attributes.beta === 'number' ? node.attributes.beta : 1;
    const scaled = beta === 1 ? g! : mul(g!, beta);
    return [
      ...productGradients({ a: a!, b: b!, g: g!, wanted }, optionsOf(node.attributes)),
      c !== undefined && wanted[2] ? sumToShape(scaled, c.type.shape) : undefined,
    ];
  },
  examples: [
    {
      inputs: [example([2, 3]), example([4, 3], 2), example([4], 3)],
      attributes: { transB: 1, alpha: 0.5, beta: 2 },
      reference: ([a, b, c]) => {
        const product = naiveProduct(a!, b!, { transB: true, alpha: 0.5 });
        const bias = numbersOf(c!);
        return [
          tensorOf(
            'float32',
            product.shape,
            numbersOf(product).map((x, i) => x + 2 * bias[i % 4]!),
          ),
        ];
      },
    },
  ],
};

/** What Gemm adds. */
export interface GemmOptions extends FusedOptions {
  /** Broadcast to the product and added. */
  readonly c?: Value;
  /** A factor of `c`. Default 1. */
  readonly beta?: number;
}

/** alpha · a · b + beta · c: a matrix product with its bias in one pass. */
export function gemm(a: Value, b: Value, options: GemmOptions = {}): Value {
  const { transA = false, transB = false, alpha = 1, beta = 1, c } = options;
  return apply1(Gemm, c === undefined ? [a, b] : [a, b, c], {
    ...(transA ? { transA: 1 } : {}),
    ...(transB ? { transB: 1 } : {}),
    ...(alpha === 1 ? {} : { alpha }),
    ...(beta === 1 ? {} : { beta }),
  });
}

function productExample(
  shapeA: readonly number[],
  shapeB: readonly number[],
  options: FusedOptions = {},
  name?: string,
): OpDefinition['examples'][number] {
  const attributes: Record<string, number> = {};
  if (options.transA) attributes.transA = 1;
  if (options.transB) attributes.transB = 1;
  if (options.alpha !== undefined) attributes.alpha = options.alpha;
  return {
    ...(name === undefined ? {} : { name }),
    inputs: [example(shapeA), example(shapeB, 2)],
    attributes,
    reference: ([a, b]) => [naiveProduct(a!, b!, options)],
  };
}

function naiveProduct(
  a: Tensor,
  b: Tensor,
  { transA = false, transB = false, alpha = 1 }: FusedOptions,
): Tensor {
  const left = a.shape.length === 1 ? [1, a.shape[0]!] : a.shape;
  const right = b.shape.length === 1 ? [b.shape[0]!, 1] : b.shape;
  const [rows, inner] = (swapped(left, transA) as number[]).slice(-2) as [number, number];
  const columns = (swapped(right, transB) as number[]).at(-1)!;
  const outer = broadcastSizes([left.slice(0, -2), right.slice(0, -2)]);
  const [x, y] = [numbersOf(a), numbersOf(b)];
  const read = (
    { numbers, shape }: { readonly numbers: readonly number[]; readonly shape: readonly number[] },
    index: readonly number[],
  ): number => numbers[flatIndex(index.slice(index.length - shape.length), shape)]!;
  const result: number[] = [];
  for (const index of indicesOf([...outer, rows, columns])) {
    const [i, j] = index.slice(-2) as [number, number];
    const batch = index.slice(0, -2);
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const p = read({ numbers: x, shape: left }, [...batch, ...(transA ? [k, i] : [i, k])]);
      const q = read({ numbers: y, shape: right }, [...batch, ...(transB ? [j, k] : [k, j])]);
      sum += p * q;
    }
    result.push(alpha * sum);
  }
  const shape = [
    ...outer,
    ...(a.shape.length === 1 ? [] : [rows]),
    ...(b.shape.length === 1 ? [] : [columns]),
  ];
  return tensorOf('float32', shape, result.slice(0, elementCount(shape)));
}
