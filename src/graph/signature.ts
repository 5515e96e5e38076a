/** How an op declares what its inputs and attributes may be. */

/**
 * What one input may be. `float`, `number` (no truth values) and `any` are one element type throughout an op; the others
 * stand alone: `each` anything, `bool`, `index` integers, `sizes` (int64) and `places` (int32 as well) lists of integers,
 * `factors` lists of float32.
 */
export type InputKind =
  | 'float'
  | 'number'
  | 'any'
  | 'each'
  | 'bool'
  | 'index'
  | 'sizes'
  | 'places'
  | 'factors';

/** An input that must be there, may be missing (`?`), or comes any number of times, at least once (`...`, at the end). */
export type InputRule = InputKind | `${InputKind}?` | `${InputKind}...`;

/**
 * What an attribute may be: numbers are finite; `size` is an integer of at least 1, `count` of at least 0, `flag` 0 or 1; a
 * list is that of the texts to choose from. Numbers called floats are ONNX FLOATs, all others INTs.
 */
export type AttributeRule =
  | 'integer'
  | 'integers'
  | 'size'
  | 'sizes'
  | 'count'
  | 'counts'
  | 'flag'
  | 'flags'
  | 'float'
  | 'floats'
  | 'text'
  | 'texts'
  | 'body'
  | readonly string[];
