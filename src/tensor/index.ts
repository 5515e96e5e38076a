/** Typed arrays with a shape, and their files. Stands on `util` alone. */

export { type DataSink, type DataSource, dataSource, tensorBytes, tensorFromBytes, zeros } from './bytes.ts';
export { fromHalf, toFloat16, toFloat32, toHalf } from './half.ts';
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
