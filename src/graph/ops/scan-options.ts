/** What a loop is made of. */

import type { OpDefinition, Value } from '../node.ts';

/** What a loop runs over. */
export interface ScanOptions {
  /** Values before the first step. */
  readonly states: readonly Value[];
  /** Taken apart along their first axes, which are of one size. */
  readonly inputs: readonly Value[];
  /** Inputs that are read from their end, by index. Default: none. */
  readonly reversedInputs?: readonly boolean[];
  /** Outputs that are written from their end, by index. Default: none. */
  readonly reversedOutputs?: readonly boolean[];
  /** One step: states and one slice of each input in, states and one slice of each output out. */
  readonly body: (states: readonly Value[], steps: readonly Value[]) => ScanStep;
  /** The op to make, where a loop knows a better gradient than the general one. Default: Scan itself. */
  readonly op?: OpDefinition;
}

/** What a step gives. */
export interface ScanStep {
  /** Of the types of the states that came in. */
  readonly states: readonly Value[];
  readonly outputs: readonly Value[];
}
