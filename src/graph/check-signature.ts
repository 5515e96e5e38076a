/**
 * What an op declares of its inputs and attributes, and the check of both before its shape rule is asked: so shape rules and
 * gradients may rely on what is declared.
 */

import type { DType } from '../tensor/index.ts';
import { ArgumentError, describe } from '../util/index.ts';
import type { Attributes, OpDefinition } from './node.ts';
import type { AttributeRule, InputKind, InputRule } from './signature.ts';
import { formatType, staticCount, type TensorType } from './type.ts';

const floats: readonly DType[] = ['float32', 'float64', 'float16'];
const integers: readonly DType[] = ['int64', 'int32'];
const numbers: readonly DType[] = [...floats, ...integers, 'int8', 'uint8'];
const everything: readonly DType[] = [...numbers, 'bool'];

const kinds: Readonly<Record<InputKind, { readonly dtypes: readonly DType[]; readonly list?: true }>> = {
  float: { dtypes: floats },
  number: { dtypes: numbers },
  any: { dtypes: everything },
  each: { dtypes: everything },
  bool: { dtypes: ['bool'] },
  index: { dtypes: integers },
  sizes: { dtypes: ['int64'], list: true },
  places: { dtypes: integers, list: true },
  factors: { dtypes: ['float32'], list: true },
};

/** Kinds whose inputs are all of one element type. */
const shared: ReadonlySet<InputKind> = new Set(['float', 'number', 'any']);

/** Throws ArgumentError where inputs or attributes are not what the op declares. */
export function checkSignature(
  op: OpDefinition,
  inputs: readonly (TensorType | undefined)[],
  attributes: Attributes,
): void {
  if (op.inputs === undefined) return;
  checkInputs(op.inputs, inputs);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) checkAttribute(name, value, op.attributes?.[name]);
  }
}

/** Throws ArgumentError where a shape rule came to sizes that are none. */
export function checkOutputs(types: readonly TensorType[]): void {
  for (const [index, type] of types.entries()) {
    const sizes = type.shape.every((dim) =>
      typeof dim === 'string'
        ? dim !== '' && !/NaN|Infinity/.test(dim)
        : Number.isSafeInteger(dim) && dim >= 0,
    );
    if (sizes && Number.isSafeInteger(staticCount(type.shape) ?? 0)) continue;
    throw refusal(
      'inputs and attributes that make a shape',
      `output ${index} of ${formatType(type)}`,
      'Give sizes and attributes that fit each other',
    );
  }
}

function checkInputs(rules: readonly InputRule[], types: readonly (TensorType | undefined)[]): void {
  const last = rules.at(-1);
  const isOpen = last?.endsWith('...') ?? false;
  if (types.length > rules.length && !isOpen) {
    throw refusal(`at most ${rules.length} inputs`, String(types.length), 'Leave the last ones out');
  }
  let common: DType | undefined;
  for (let index = 0; index < Math.max(rules.length, types.length); index++) {
    const rule = rules[index] ?? last!;
    const type = types[index];
    const kind = rule.replace(/\?|\.\.\.$/, '') as InputKind;
    if (type === undefined) {
      if (rule.endsWith('?')) continue;
      throw refusal(`an input ${index}`, 'none', 'Give the value');
    }
    checkInput(index, { type, kind });
    if (!shared.has(kind)) continue;
    common ??= type.dtype;
    if (type.dtype === common) continue;
    throw refusal(`inputs of one element type, ${common}`, type.dtype, 'Cast one of them');
  }
}

function checkInput(
  index: number,
  { type, kind }: { readonly type: TensorType; readonly kind: InputKind },
): void {
  const { dtypes, list } = kinds[kind];
  if (!dtypes.includes(type.dtype)) {
    const wanted = dtypes === floats ? 'floats' : dtypes === numbers ? 'numbers' : dtypes.join(' or ');
    throw refusal(`${wanted} in input ${index}`, type.dtype, `Cast the value to ${dtypes[0]}`);
  }
  // A single number may stand for a list of one.
  if (list && type.shape.length > 1) {
    throw refusal(`a list in input ${index}`, formatType(type), 'Give one axis');
  }
}

function checkAttribute(name: string, value: unknown, rule: AttributeRule | undefined): void {
  if (rule === undefined) {
    throw refusal('attributes that the op has', name, `Remove ${name}`);
  }
  if (typeof rule !== 'string') {
    if (typeof value === 'string' && rule.includes(value)) return;
    throw refusal(`one of ${rule.join(', ')} as ${name}`, describe(value), 'Choose one of them');
  }
  const { holds, words } = attributeKinds[rule];
  if (holds(value)) return;
  const got = Array.isArray(value) ? `[${value.map(describe).join(', ')}]` : describe(value);
  throw refusal(`${words} as ${name}`, got, `Give ${words}`);
}

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isFlag = (value: unknown): boolean => value === 0 || value === 1;
const isFloat = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(Math.fround(value));
const isText = (value: unknown): boolean => typeof value === 'string';
const isSize = (value: unknown): boolean => isInteger(value) && value >= 1;
const isCount = (value: unknown): boolean => isInteger(value) && value >= 0;
const listOf =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(holds);

const attributeKinds: Readonly<
  Record<Extract<AttributeRule, string>, { readonly words: string; holds(value: unknown): boolean }>
> = {
  integer: { words: 'an integer', holds: isInteger },
  integers: { words: 'a list of integers', holds: listOf(isInteger) },
  size: { words: 'an integer of at least 1', holds: isSize },
  sizes: { words: 'a list of integers of at least 1', holds: listOf(isSize) },
  count: { words: 'an integer of at least 0', holds: isCount },
  counts: { words: 'a list of integers of at least 0', holds: listOf(isCount) },
  flag: { words: '0 or 1', holds: isFlag },
  flags: { words: 'a list of 0s and 1s', holds: listOf(isFlag) },
  float: { words: 'a finite number', holds: isFloat },
  floats: { words: 'a list of finite numbers', holds: listOf(isFloat) },
  text: { words: 'a text', holds: isText },
  texts: {
    words: 'a list of texts',
    holds: (value) => listOf(isText)(value) && (value as unknown[]).length > 0,
  },
  body: {
    words: 'a body',
    holds: (value) =>
      typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'subgraph',
  },
};

function refusal(expected: string, got: string, remedy: string): ArgumentError {
  return new ArgumentError({ place: 'op', expected, got, remedy });
}

/** Whether an attribute's numbers are ONNX FLOATs. */
export function hasFloats({ attributes }: OpDefinition, name: string): boolean {
  return attributes?.[name] === 'float' || attributes?.[name] === 'floats';
}
