/** Graphs for other programs than ONNX Runtime: its own ops written as ops of ONNX. */

import { inScope } from '../apply.ts';
import type { Graph } from '../graph.ts';
import type { OpNode, Value } from '../node.ts';
import { mul } from '../ops/arithmetic.ts';
import { matMul } from '../ops/matmul.ts';
import { swapAxes } from '../ops/shape.ts';
import { sigmoid } from '../ops/unary.ts';
import { type RewriteRule, rewriteGraph } from './rewrite.ts';

/** The graph that computes the same with ops of ONNX itself, in bodies too. */
export function useStandardOps(graph: Graph): Graph {
  return rewriteGraph(graph, (node) => inScope(node.scope, () => rules[node.op.name]?.(node)), {
    bodies: true,
  });
}

const rules: Readonly<Record<string, RewriteRule>> = { FusedMatMul: plainProduct, QuickGelu: gated };

/** Operands transposed and the product scaled by ops of their own. */
function plainProduct({ inputs, attributes }: OpNode): readonly Value[] {
  const [a, b] = inputs as readonly [Value, Value];
  const { transA, transB, alpha } = attributes;
  const turned = (x: Value, isTurned: boolean) =>
    isTurned && x.type.shape.length > 1 ? swapAxes(x, [-1, -2]) : x;
  const product = matMul(turned(a, transA === 1), turned(b, transB === 1));
  return [typeof alpha === 'number' && alpha !== 1 ? mul(product, alpha) : product];
}

/** x · sigmoid(alpha·x). */
function gated({ inputs, attributes }: OpNode): readonly Value[] {
  const x = inputs[0]!;
  const { alpha = 1.702 } = attributes as { readonly alpha?: number };
  return [mul(x, sigmoid(alpha === 1 ? x : mul(x, alpha)))];
}
