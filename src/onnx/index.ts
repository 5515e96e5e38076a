/** Graphs as ONNX models, written and read. Stands on `graph` and `tensor`. */

export { type DecodedModel, type DecodeOptions, decodeModel, decodeModelFrom } from './decode.ts';
export { type EncodeOptions, encodeModel } from './encode.ts';
export {
  type ExportOptions,
  type ExternalOptions,
  exportModel,
  exportModelTo,
  type ParameterTensors,
} from './export.ts';
export type { OpenData } from './external-data.ts';
export { opsetVersion } from './versions.ts';
