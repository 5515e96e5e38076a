/** Typed arrays with a shape, and their files. Stands on `util` alone. */

export { type DataSink, type DataSource, dataSource, tensorBytes, tensorFromBytes, zeros } from './bytes.ts';
export { fromHalf, toFloat16, toFloat32, toHalf } from './half.ts';
export { decodeNpy, encodeNpy } from './npy.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensors,
  openSafetensors,
  type Safetensors,
  type SafetensorsFile,
  type SafetensorsOptions,
  writeSafetensors,
} from './safetensors.ts';
export type { SafetensorsEntry } from './safetensors-header.ts';
export {
  type DType,
  type DTypeArrays,
  dtypeBytes,
  elementCount,
  floatTensor,
  intTensor,
  scalar,
  type Tensor,
  tensor,
} from './tensor.ts';
