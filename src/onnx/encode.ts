/**
 * Writing graphs down as ONNX models: what the engine is given, and what is exported. Names of inputs, parameters and
 * outputs are kept; everything else is named after its scope and op. One graph always gives the same bytes.
 *
 * Spec: ONNX IR, https://github.com/onnx/onnx/blob/main/docs/IR.md
 */

import { create, toBinary } from '@bufbuild/protobuf';
import type { Graph } from '../graph/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { ArgumentError } from '../util/index.ts';
import { type GraphProto, type ModelProto, ModelProtoSchema } from './generated/onnx_pb.ts';
import { graphMessage } from './graph-message.ts';
import { blockedDomain, irVersion, microsoftDomain, microsoftVersion, opsetVersion } from './versions.ts';

/** Room for all that is not weights, below the 2³¹ − 1 bytes at which protobuf messages end. */
const storedLimitBytes = 2 ** 31 - 2 ** 26;

/** What a model carries beside its graph. */
export interface EncodeOptions {
  /**
   * Tensors by parameter name: these are stored inside the model. Parameters without a tensor become inputs of the model,
   * after the graph's own inputs. Default: none are stored.
   */
  readonly parameters?: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;
  /** Name of the graph, free text. Default `graph`. */
  readonly name?: string;
  /** Free text about the model, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of an `.onnx` file that computes `graph`. Inputs come in the graph's order, inputs before parameters; so do
 * outputs. Throws ArgumentError where names clash, a parameter's tensor does not fit its type, or they are too large for one
 * file (2 GB).
 */
export function encodeModel(graph: Graph, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const model = modelMessage(graph, options);
  checkSize(model);
  return toBinary(ModelProtoSchema, model);
}

function checkSize({ graph }: ModelProto): void {
  const bytes = graph!.initializer.reduce((sum, { rawData }) => sum + rawData.byteLength, 0);
  if (bytes <= storedLimitBytes) return;
  throw new ArgumentError({
    place: 'ONNX model',
    expected: `at most ${storedLimitBytes} bytes of weights and constants in one file`,
    got: String(bytes),
    remedy: 'Use exportModelTo, which writes them into a side file',
  });
}

/** {@link encodeModel}'s message before it is bytes. */
export function modelMessage(graph: Graph, options: EncodeOptions): ModelProto {
  const parameters = toMap(options.parameters);
  checkParameters(graph, parameters);
  const message = graphMessage(graph, { name: options.name ?? 'graph', parameters });
  const opsetImport = [{ domain: '', version: BigInt(opsetVersion) }];
  // Models without ops of ONNX Runtime's own do not ask for it.
  for (const domain of [microsoftDomain, blockedDomain]) {
    if (uses(message, domain)) opsetImport.push({ domain, version: BigInt(microsoftVersion) });
  }
  return create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName: 'auralflow',
    opsetImport,
    graph: message,
    metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
  });
}

function uses({ node }: GraphProto, wanted: string): boolean {
  return node.some(
    ({ domain, attribute }) =>
      domain === wanted || attribute.some(({ g }) => g !== undefined && uses(g, wanted)),
  );
}

function toMap(parameters: EncodeOptions['parameters'] = {}): ReadonlyMap<string, Tensor> {
  return parameters instanceof Map ? parameters : new Map(Object.entries(parameters));
}

function checkParameters(graph: Graph, tensors: ReadonlyMap<string, Tensor>): void {
  for (const [name, { type }] of graph.parameters) {
    const tensor = tensors.get(name);
    if (tensor === undefined) continue;
    const fits =
      tensor.dtype === type.dtype &&
      tensor.shape.length === type.shape.length &&
      type.shape.every((dim, axis) => dim === tensor.shape[axis]);
    if (fits) continue;
    throw new ArgumentError({
      place: `parameter ${name}`,
      expected: `${type.dtype}[${type.shape.join(', ')}]`,
      got: `${tensor.dtype}[${tensor.shape.join(', ')}]`,
      remedy: 'Give the weights of this model',
    });
  }
}
