/** Sums of products of two values named by letters, as one matrix product between transposes. */

import { matMul, reduceSum, reshape, type Shape, transpose, type Value } from '../graph/index.ts';
import { ArgumentError } from '../util/index.ts';

/** A value and its axes' letters. */
interface Lettered {
  readonly value: Value;
  readonly letters: string;
}

/**
 * Einstein's summation over two operands: `einsum('bij,bjk->bik', [a, b])` is a batched matrix product. One lower-case
 * letter per axis; letters that are not in the result are summed over. A letter twice in one operand, ellipses and
 * broadcasting are not supported. Throws ArgumentError for those, and where sizes differ.
 */
export function einsum(equation: string, operands: readonly [Value, Value]): Value {
  const [lettersA, lettersB, result] = parse(equation, operands);
  const a = sumAlone({ value: operands[0], letters: lettersA }, lettersB + result);
  const b = sumAlone({ value: operands[1], letters: lettersB }, lettersA + result);
  const sizes = sizesOf([a, b], equation);
  const both = [...a.letters].filter((letter) => b.letters.includes(letter));
  const batch = both.filter((letter) => result.includes(letter)).join('');
  const summed = both.filter((letter) => !result.includes(letter)).join('');
  const rows = without(a.letters, batch + summed);
  const columns = without(b.letters, batch + summed);
  const shape = (letters: string): Shape => [...letters].map((letter) => sizes.get(letter)!);
  // [batch, rows, summed] · [batch, summed, columns], axes of one kind merged.
  const left = reshape(arrange(a, batch + rows + summed), [
    ...shape(batch),
    merged(shape(rows)),
    merged(shape(summed)),
  ]);
  const right = reshape(arrange(b, batch + summed + columns), [
    ...shape(batch),
    merged(shape(summed)),
    merged(shape(columns)),
  ]);
  const product = reshape(matMul(left, right), shape(batch + rows + columns));
  return arrange({ value: product, letters: batch + rows + columns }, result);
}

function parse(equation: string, operands: readonly [Value, Value]): [string, string, string] {
  const match = /^([a-z]*),([a-z]*)->([a-z]*)$/.exec(equation.replaceAll(' ', ''));
  const [a, b, result] = [match?.[1] ?? '', match?.[2] ?? '', match?.[3] ?? ''];
  const repeats = [a, b, result].some((letters) => new Set(letters).size !== letters.length);
  const known = [...result].every((letter) => (a + b).includes(letter));
  if (match === null || repeats || !known) {
    throw problem("two operands and a result, as in 'ij,jk->ik', each letter once in each", equation);
  }
  [a, b].forEach((letters, i) => {
    const { shape } = operands[i]!.type;
    if (shape.length !== letters.length) {
      throw problem(`${shape.length} letters for operand ${i}`, `'${letters}'`);
    }
  });
  return [a, b, result];
}

/** Sums over the letters that nothing else mentions. */
function sumAlone({ value, letters }: Lettered, elsewhere: string): Lettered {
  const alone = without(letters, elsewhere);
  if (alone === '') return { value, letters };
  const axes = [...alone].map((letter) => letters.indexOf(letter));
  return { value: reduceSum(value, axes), letters: without(letters, alone) };
}

function sizesOf(operands: readonly Lettered[], equation: string): Map<string, Shape[number]> {
  const sizes = new Map<string, Shape[number]>();
  for (const { value, letters } of operands) {
    [...letters].forEach((letter, axis) => {
      const size = value.type.shape[axis]!;
      const known = sizes.get(letter) ?? size;
      if (known !== size) throw problem(`one size for ${letter} in ${equation}`, `${known} and ${size}`);
      sizes.set(letter, size);
    });
  }
  return sizes;
}

function arrange({ value, letters }: Lettered, order: string): Value {
  if (letters === order) return value;
  return transpose(
    value,
    [...order].map((letter) => letters.indexOf(letter)),
  );
}

/** One axis for several: their product, or -1 (what is left) where it is not known. */
function merged(dims: Shape): Shape[number] {
  if (dims.length === 1) return dims[0]!;
  return dims.reduce<number>(
    (product, dim) => (typeof dim === 'number' && product > 0 ? product * dim : -1),
    1,
  );
}

function without(letters: string, removed: string): string {
  return [...letters].filter((letter) => !removed.includes(letter)).join('');
}

function problem(expected: string, got: string): ArgumentError {
  return new ArgumentError({ place: 'einsum', expected, got, remedy: 'Name every axis by its own letter' });
}
