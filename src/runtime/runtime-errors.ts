/** What the runtime says when it refuses a graph, in terms of the graph: the op, its layer, the device, the way out. */

import type { Graph } from '../graph/index.ts';
import { HostError } from '../util/index.ts';
import { scopeFinder } from './profile.ts';

/** An error of compiling, as a HostError. */
export function compileFailure(cause: unknown, graph: Graph, device: string): HostError {
  const text = messageOf(cause);
  return new HostError({
    place: placeOf(text, graph) ?? `compile for ${device}`,
    expected: `a graph that ${device} runs`,
    got: text,
    remedy: /memory|alloc/i.test(text)
      ? 'Use a smaller batch or model, or compile with memory: "size"'
      : /implement|support|opset/i.test(text)
        ? "Build that part of the graph from other ops, or use device 'cpu', which has the most"
        : 'Check the graph around that node',
    cause,
  });
}

/** An error of running, as a HostError. */
export function runFailure(cause: unknown, graph: Graph, device: string): HostError {
  const text = messageOf(cause);
  return new HostError({
    place: placeOf(text, graph) ?? `run on ${device}`,
    expected: 'a run without failure',
    got: text,
    remedy: /memory|alloc/i.test(text)
      ? 'Use a smaller batch, or compile with memory: "size"'
      : 'Check the shapes that are fed where axes are named, and indices that are computed',
    cause,
  });
}

/** The op and layer that a message names: the runtime writes `node with name 'x'`, `Name:'x'`, `node. Name: 'x'`. */
function placeOf(text: string, graph: Graph): string | undefined {
  const name = /[Nn]ame:?\s*'([^']+)'/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const scope = scopeFinder(graph)(name);
  return name.startsWith(scope) ? name : `${scope} (${name})`;
}

/** One line: the runtime repeats itself and names its own source files. */
function messageOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text
    .replace(/\s+/g, ' ')
    .replace(/\/\S+\.(cc|h):\d+ ?/g, '')
    .trim();
}
