/**
 * What tells weights from other inputs and constants in a model: ONNX has no word for it, so it stands in the metadata of
 * the input or the stored tensor. Other programs ignore it.
 */

import type { ParameterNode, Value } from '../graph/index.ts';

/** A weight that training changes, or one that it does not. */
export type Role = 'parameter' | 'buffer';

const roleKey = 'auralflow.role';

interface Entry {
  readonly key: string;
  readonly value: string;
}

/** The metadata of a parameter. */
export function roleMetadata({ node }: Value): { key: string; value: string }[] {
  return [{ key: roleKey, value: (node as ParameterNode).trainable ? 'parameter' : 'buffer' }];
}

/** The role that metadata tells, if any. */
export function roleOf(metadata: readonly Entry[]): Role | undefined {
  const value = metadata.find(({ key }) => key === roleKey)?.value;
  return value === 'parameter' || value === 'buffer' ? value : undefined;
}
