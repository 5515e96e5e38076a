/**
 * Reading ONNX models as graphs: our own, and those of other exporters as far as their ops are ours. The bytes may be
 * hostile: they are refused before memory is taken for what they promise.
 *
 * Spec: ONNX IR, https://github.com/onnx/onnx/blob/main/docs/IR.md
 */

import { fromBinary } from '@bufbuild/protobuf';
import type { Tensor } from '../tensor/index.ts';
import { type OpenData, readExternal } from './external-data.ts';
import { type ModelProto, ModelProtoSchema } from './generated/onnx_pb.ts';
import { type GraphWithParameters, readGraph } from './read-graph.ts';
import type { ExternalBytes } from './read-tensor.ts';
import { refusal } from './refuse.ts';
import { checkWire } from './wire-check.ts';

/** The oldest opset that is read: since 18 reductions take their axes as inputs, as the ops here do. */
const oldestOpset = 18;

/** The newest: of ONNX Runtime 1.30. Later versions of the ops here add element types and nothing else. */
const newestOpset = 26;

/** How a model is read. */
export interface DecodeOptions {
  /** How errors call the model. Default `ONNX model`. */
  readonly name?: string;
  /**
   * Which stored tensors become parameters rather than constants. Models written here say it themselves; this is for those
   * of others. Default: none, so that everything runs as it was stored.
   */
  readonly isParameter?: (name: string, tensor: Tensor) => boolean;
}

/** A model as data. */
export interface DecodedModel extends GraphWithParameters {
  /** Name of the graph. */
  readonly name: string;
  /** Free text by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The graph and the weights of an `.onnx` file. Tensors are views of `bytes` where their alignment allows it. Inputs that
 * no output needs are left out. Throws FormatError, naming node and op, for damaged bytes, ops or types that are not here,
 * opsets other than 18 to 26, and data in side files (see {@link decodeModelFrom}).
 */
export function decodeModel(bytes: Uint8Array, options: DecodeOptions = {}): DecodedModel {
  return buildModel(parseModel(bytes, placeOf(options)), options, new Map());
}

/**
 * {@link decodeModel} for models with data in side files: `open` gives the file of a name (`model.onnx.data`), which never
 * leads out of the model's folder. Tensors are read one by one; several that share a range share the memory.
 */
export async function decodeModelFrom(
  bytes: Uint8Array,
  { open, ...options }: DecodeOptions & { readonly open: OpenData },
): Promise<DecodedModel> {
  const place = placeOf(options);
  const message = parseModel(bytes, place);
  return buildModel(message, options, await readExternal(message, { open, place }));
}

function placeOf({ name = 'ONNX model' }: DecodeOptions): string {
  return name;
}

/** The message of a model, checked as far as its bytes go. */
function parseModel(bytes: Uint8Array, place: string): ModelProto {
  checkWire(ModelProtoSchema, bytes, place);
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    throw refusal(place, { expected: 'an ONNX model', got: 'bytes that are none', cause });
  }
}

function buildModel(message: ModelProto, options: DecodeOptions, external: ExternalBytes): DecodedModel {
  const place = placeOf(options);
  checkOpset(message, place);
  if (message.graph === undefined) throw refusal(place, { expected: 'a graph', got: 'a model without one' });
  const context = { place, external, isParameter: options.isParameter ?? (() => false) };
  const metadata = Object.fromEntries(message.metadataProps.map(({ key, value }) => [key, value]));
  return { ...readGraph(message.graph, context), name: message.graph.name, metadata };
}

function checkOpset({ opsetImport }: ModelProto, place: string): void {
  const opset = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  const version = Number(opset?.version ?? 0n);
  if (version >= oldestOpset && version <= newestOpset) return;
  throw refusal(place, {
    expected: `ONNX opset ${oldestOpset} to ${newestOpset}`,
    got: opset === undefined ? 'none' : String(opset.version),
    remedy: 'Convert the model with onnx.version_converter, or export it for opset 21',
  });
}
