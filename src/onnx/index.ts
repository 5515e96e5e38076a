/** Graphs as ONNX models, written and read. Stands on `graph` and `tensor`. */

export { type DecodedModel, type DecodeOptions, decodeModel } from './decode.ts';
export { type EncodeOptions, encodeModel } from './encode.ts';
export { opsetVersion } from './versions.ts';
