/** All passes that make a graph smaller and change no result, in the order in which they help each other. */

import type { Graph } from '../graph.ts';
import { foldConstants } from './fold-constants.ts';
import { createMergeEqual } from './merge-equal.ts';
import { removeNoOps } from './remove-no-ops.ts';
import { rewriteGraph } from './rewrite.ts';

/**
 * A graph with the same outputs and fewer nodes: small constants folded, nodes that change nothing removed, equal nodes
 * merged. Inputs that nothing needs any more are gone from it. Linear in the number of nodes.
 */
export function simplifyGraph(graph: Graph): Graph {
  const shorter = rewriteGraph(graph, (node) => foldConstants(node) ?? removeNoOps(node));
  return rewriteGraph(shorter, createMergeEqual());
}
