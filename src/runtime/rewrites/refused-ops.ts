/**
 * Ops that a device computes wrongly or not at all, as the conformance suite found them. A graph that has one is refused when
 * it is compiled: wrong numbers are worse than none.
 */

import type { Graph, OpNode } from '../../graph/index.ts';
import { HostError } from '../../util/index.ts';
import type { Device } from '../device.ts';

interface Refusal {
  /** The op; `*` for all of them. */
  readonly op: string;
  /** When, and what goes wrong. */
  readonly reason: string;
  readonly remedy: string;
  applies(node: OpNode): boolean;
}

/** Measured with ONNX Runtime 1.30. */
const refusals: Readonly<Partial<Record<Device, readonly Refusal[]>>> = {
  webgpu: [
    {
      op: '*',
      reason: 'float64 does not exist there',
      remedy: 'Compute in float32',
      applies: ({ inputs, outputs }) =>
        [...inputs, ...outputs].some((value) => value?.type.dtype === 'float64'),
    },
    {
      op: 'MaxPool',
      reason: 'the places of the largest elements are not computed where a size is symbolic',
      remedy: 'Fix the sizes of all axes, or pool without overlap',
      applies: ({ outputs }) => outputs.length > 1,
    },
    {
      op: 'Slice',
      reason: 'negative steps along an axis of symbolic size give wrong values',
      remedy: 'Fix the size of the axis',
      applies: ({ inputs }) => {
        const steps = inputs[4]?.node;
        return steps?.kind === 'constant' && Array.from(steps.tensor.data, Number).some((step) => step < 0);
      },
    },
  ],
};

/** What `device` refuses, by op, with the reason. */
export function refusedOps(device: Device): Readonly<Record<string, string>> {
  return Object.fromEntries((refusals[device] ?? []).map(({ op, reason }) => [op, reason]));
}

/** Why `device` refuses `graph`, rewritten for it, or `undefined`. */
export function refusal(device: Device, graph: Graph): HostError | undefined {
  const known = refusals[device];
  if (known === undefined) return undefined;
  for (const node of graph.nodes) {
    const found = known.find(({ op, applies }) => (op === '*' || op === node.op.name) && applies(node));
    if (found === undefined) continue;
    return new HostError({
      place: [node.scope, node.op.name].filter(Boolean).join('.'),
      expected: `an op that ${device} computes`,
      got: `${node.op.name}, of which ${found.reason}`,
      remedy: `${found.remedy}, or use device 'cpu'`,
    });
  }
  return undefined;
}
