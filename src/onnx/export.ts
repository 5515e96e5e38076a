/**
 * Models as files for others: `.onnx` with the weights inside, or beside it where they are too large. Any program that
 * reads ONNX runs them, for ops of `com.microsoft` are written as what they consist of; ONNX Runtime finds them again.
 */

import { toBinary } from '@bufbuild/protobuf';
import { type Graph, useStandardOps } from '../graph/index.ts';
import type { DataSink } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { type EncodeOptions, encodeModel, modelMessage } from './encode.ts';
import { moveOut, writeMoved } from './external-data.ts';
import { ModelProtoSchema } from './generated/onnx_pb.ts';

/** Tensors by parameter name. */
export type ParameterTensors = NonNullable<EncodeOptions['parameters']>;

/** What an exported model carries beside graph and weights. */
export type ExportOptions = Omit<EncodeOptions, 'parameters'>;

/** Where the large tensors of a model go. */
export interface ExternalOptions extends ExportOptions {
  /** Name of the side file, in the folder of the model: `model.onnx.data`. */
  readonly location: string;
  /** Where its bytes are written, from front to back. It is not closed. */
  readonly sink: DataSink;
}

/**
 * The bytes of an `.onnx` file with all weights inside, in ops of ONNX itself. Symbolic axes of the inputs (`batch`, `time`) stay symbolic. Throws
 * ArgumentError where a parameter has no tensor or one of another type, or where they are too large for one file (2 GB;
 * then see {@link exportModelTo}).
 */
export function exportModel(
  graph: Graph,
  parameters: ParameterTensors,
  options: ExportOptions = {},
): Uint8Array<ArrayBuffer> {
  checkComplete(graph, parameters);
  return encodeModel(useStandardOps(graph), { ...options, parameters });
}

/**
 * Writes the large tensors of a model to a side file and returns the bytes of its `.onnx` file. No size is too large;
 * nothing but the model's own bytes is held in memory twice. Throws ArgumentError like {@link exportModel}.
 */
export async function exportModelTo(
  graph: Graph,
  parameters: ParameterTensors,
  { location, sink, ...options }: ExternalOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  checkComplete(graph, parameters);
  const model = modelMessage(useStandardOps(graph), { ...options, parameters });
  await writeMoved(sink, moveOut(model, location));
  return toBinary(ModelProtoSchema, model);
}

function checkComplete(graph: Graph, parameters: ParameterTensors): void {
  const has = (name: string): boolean =>
    parameters instanceof Map ? parameters.has(name) : Object.hasOwn(parameters, name);
  const missing = [...graph.parameters.keys()].filter((name) => !has(name));
  if (missing.length === 0) return;
  const more = missing.length > 1 ? ` and of ${missing.length - 1} more` : '';
  throw new ArgumentError({
    place: 'parameters',
    expected: 'a tensor for each parameter of the graph',
    got: `none of ${missing[0]}${more}`,
    remedy: 'Give all weights of the model',
  });
}
