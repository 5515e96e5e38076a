/** What ops share in reading their inputs and attributes: axes counted from the end, lists of integers, misfits. */

import type { DType } from '../../tensor/index.ts';
import { ArgumentError } from '../../util/index.ts';
import type { Attributes, InferContext } from '../node.ts';
import { formatType, type TensorType } from '../type.ts';
import { numbersOf } from './compute.ts';

/** An error of a shape rule, whose place the op's name replaces; builders give their own. */
export function misfit(expected: string, got: string, remedy: string, place = 'op'): ArgumentError {
  return new ArgumentError({ place, expected, got, remedy });
}

/** `axis` counted from the front. Throws ArgumentError outside `[-rank, rank)`. */
export function normalizeAxis(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw misfit(`an axis from ${-rank} to ${rank - 1}`, String(axis), 'Give an axis that exists');
  }
  return axis < 0 ? axis + rank : axis;
}

/** {@link normalizeAxis} of each. Throws ArgumentError when an axis comes twice. */
export function normalizeAxes(axes: readonly number[], rank: number): number[] {
  const result = axes.map((axis) => normalizeAxis(axis, rank));
  if (new Set(result).size !== result.length) {
    throw misfit('each axis once', `[${axes.join(', ')}]`, 'Remove the second mention');
  }
  return result;
}

/** The type of an input that must be there. */
export function inputType(context: InferContext, index: number): TensorType {
  const type = context.inputs[index];
  if (type === undefined) throw misfit(`an input ${index}`, 'none', 'Give the value');
  return type;
}

/** The type of an input that must be there with `rank` axes. */
export function rankedInput(context: InferContext, index: number, rank: number): TensorType {
  const type = inputType(context, index);
  if (type.shape.length !== rank) {
    throw misfit(`${rank} axes in input ${index}`, formatType(type), 'Reshape the value first');
  }
  return type;
}

/** The integers that a constant input holds; `undefined` where the input is missing. Throws where it is computed. */
export function constantIntegers(context: InferContext, index: number): number[] | undefined {
  if (context.inputs[index] === undefined) return undefined;
  const tensor = context.constantOf(index);
  if (tensor === undefined) {
    throw misfit(`a constant input ${index}`, 'a computed one', 'Give numbers known when the graph is built');
  }
  return numbersOf(tensor);
}

/** An integer attribute, or `fallback`. */
export function integerAttribute(attributes: Attributes, name: string, fallback: number): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : fallback;
}

/** An attribute that is a list of integers, or `fallback`. */
export function integersAttribute(
  attributes: Attributes,
  name: string,
  fallback: readonly number[],
): readonly number[] {
  const value = attributes[name];
  return Array.isArray(value) ? (value as readonly number[]) : fallback;
}

/** A text attribute, or `fallback`. */
export function textAttribute(attributes: Attributes, name: string, fallback: string): string {
  const value = attributes[name];
  return typeof value === 'string' ? value : fallback;
}

/** Whether gradients can flow through values of this element type. */
export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64' || dtype === 'float16';
}
