/**
 * A float32 graph computed in half precision: twice as fast and half the memory on devices that have it. What is fed and
 * what comes out stays float32; weights that are stored are stored as halves.
 *
 * Ops that add up many values or leave the range of halves (±65504) stay in float32, the choice of PyTorch's autocast
 * (https://docs.pytorch.org/docs/stable/amp.html#cuda-ops-that-autocast-to-float32); so do recurrence, bodies of loops, and
 * casts, whose integers may not fit.
 */

import {
  cast,
  constant,
  createGraph,
  type Graph,
  type OpNode,
  parameter,
  reapply,
  type Value,
} from '../../graph/index.ts';
import { type DType, type Tensor, toFloat16 } from '../../tensor/index.ts';
import type { Tensors } from '../engine.ts';

const inFloat32: ReadonlySet<string> = new Set([
  'BatchNormalization',
  'Cast',
  'CumSum',
  'Exp',
  'InstanceNormalization',
  'LayerNormalization',
  'Log',
  'LogSoftmax',
  'Pow',
  'GRU',
  'LSTM',
  'Reciprocal',
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSumExp',
  'ReduceMean',
  'ReduceProd',
  'ReduceSum',
  'ReduceSumSquare',
  'Resize',
  'Softmax',
  'Softplus',
]);

/** A graph and the weights to store in it. */
export interface GraphAndWeights {
  readonly graph: Graph;
  readonly parameters: Tensors;
}

/** The graph that computes the same in half precision, from the same feeds to outputs of the same types. */
export function toHalfPrecision({ graph, parameters }: GraphAndWeights): GraphAndWeights {
  const halves: Record<string, Tensor> = { ...parameters };
  const values = new Map<Value, Value>();

  for (const value of graph.constants) {
    const { node } = value;
    if (node.kind === 'constant' && isFloat32(value)) {
      values.set(value, constant(toFloat16(node.tensor as Tensor<'float32'>)));
    }
  }
  for (const [name, value] of graph.parameters) {
    const stored = parameters[name];
    if (stored === undefined || !isFloat32(value)) continue;
    halves[name] = toFloat16(stored as Tensor<'float32'>);
    values.set(value, parameter(name, { ...value.type, dtype: 'float16' }));
  }
  const casts = new Map<Value, Map<DType, Value>>();
  function as(dtype: DType, value: Value): Value {
    const known = casts.get(value)?.get(dtype);
    if (known !== undefined) return known;
    const made = cast(value, dtype);
    casts.set(value, (casts.get(value) ?? new Map()).set(dtype, made));
    return made;
  }
  const now = (value: Value): Value => values.get(value) ?? value;

  for (const node of graph.nodes) {
    const dtype = staysFloat32(node) ? 'float32' : 'float16';
    const inputs = node.inputs.map((value) => {
      if (value === undefined || !isFloat32(value)) return value && now(value);
      // Constants stay known: factors of a Resize must be.
      return dtype === 'float32' && value.node.kind === 'constant' ? value : as(dtype, now(value));
    });
    const outputs = reapply(node, inputs);
    node.outputs.forEach((output, index) => {
      values.set(output, outputs[index]!);
    });
  }
  const outputs = [...graph.outputs].map(([name, value]): [string, Value] => [
    name,
    as(value.type.dtype, now(value)),
  ]);
  return { graph: createGraph(Object.fromEntries(outputs)), parameters: halves };
}

function isFloat32(value: Value): boolean {
  return value.type.dtype === 'float32';
}

function staysFloat32({ op, attributes }: OpNode): boolean {
  const hasBody = Object.values(attributes).some(
    (attribute) => typeof attribute === 'object' && 'kind' in attribute && attribute.kind === 'subgraph',
  );
  return hasBody || inFloat32.has(op.name);
}
