/** Typed arrays with a shape, and their files. Stands on `util` alone. */

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
