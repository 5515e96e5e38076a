/** Times of nodes out of the profile that ONNX Runtime writes (Chrome's trace event format). */

import type { Graph } from '../graph/index.ts';
import type { NodeTime } from './engine.ts';

/** Where a host keeps profiles: a place to write one to, and its text once it is written. */
export interface ProfileStore {
  /** The beginning of the file name that the runtime writes to. */
  prefix(): string;
  /** The profile that was written, which is removed. */
  take(prefix: string): Promise<string>;
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

const kernelSuffix = '_kernel_time';

/** The time of each node, the longest first. Nodes that the runtime fused carry the name of one of them. */
export function readProfile(text: string, scopeOf: (nodeName: string) => string): NodeTime[] {
  const events = JSON.parse(text) as readonly TraceEvent[];
  const times = new Map<string, { -readonly [K in keyof NodeTime]: NodeTime[K] }>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith(kernelSuffix)) continue;
    const node = name.slice(0, -kernelSuffix.length);
    const time = times.get(node) ?? {
      name: node,
      op: args?.op_name ?? '',
      scope: scopeOf(node),
      provider: args?.provider ?? '',
      calls: 0,
      totalMilliseconds: 0,
    };
    time.calls++;
    time.totalMilliseconds += dur / 1000;
    times.set(node, time);
  }
  return [...times.values()].sort((a, b) => b.totalMilliseconds - a.totalMilliseconds);
}

/**
 * Finds the layer that a node of the running model came from. Nodes are encoded as `<scope>/<op>`; the runtime keeps that in
 * the names of what it fuses, and puts words before or after it.
 */
export function scopeFinder(graph: Graph): (nodeName: string) => string {
  const scopes = [...new Set(graph.nodes.map((node) => node.scope))].filter((scope) => scope !== '');
  scopes.sort((a, b) => b.length - a.length);
  return (nodeName) => scopes.find((scope) => nodeName.includes(`${scope}/`)) ?? '';
}
