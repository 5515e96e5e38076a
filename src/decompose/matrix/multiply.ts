/**
 * The dense matrix product in single precision, in one thread: blocks of both factors are packed into kernel memory and multiplied there
 * (../kernels), which takes some MiB however large the matrices are.
 */

import { ArgumentError, checkInteger, roundUp } from '../../util/index.ts';
import { type FactorKernels, planMemory } from '../kernels/module.ts';

/** The shape of a product; matrices are row-major, without gaps. */
export interface MultiplyOptions {
  /** Rows of the product, and of A (of its transpose, with `transposeA`). */
  readonly rows: number;
  /** Columns of A and rows of B. */
  readonly inner: number;
  /** Columns of the product, and of B. */
  readonly columns: number;
  /** Whether `a` holds Aᵀ, `[inner, rows]`. Default false. */
  readonly transposeA?: boolean;
  /** Whether `b` holds Bᵀ, `[columns, inner]`. Default false. */
  readonly transposeB?: boolean;
  /** Where the product goes, `[rows, columns]`; it must not share memory with the factors. Default: a new array. */
  readonly out?: Float32Array;
}

/** Rows of A, and of C, in kernel memory at a time: with `depth` they fit into the second cache. */
const height = 128;
/** The inner indices of one pass: a panel of B stays in the first cache. */
const depth = 256;
/** Inner indices and columns of B that are packed at a time, and how many numbers at most. */
const slab = 4096;
const widest = 2048;
const packedNumbers = 2 ** 21;

/**
 * The product A·B `[rows, columns]` of A `[rows, inner]` and B `[inner, columns]`. Sums are single precision in blocks of 256. Throws
 * `ArgumentError` where an array does not hold exactly its matrix.
 */
export function multiply(a: Float32Array, b: Float32Array, options: MultiplyOptions): Float32Array {
  const { rows, inner, columns, transposeA = false, transposeB = false } = options;
  for (const [name, value] of Object.entries({ rows, inner, columns })) {
    checkInteger(`multiply.${name}`, value, { min: 0 });
  }
  checkLength('multiply.a', a, rows * inner, `${rows} × ${inner}`);
  checkLength('multiply.b', b, inner * columns, `${inner} × ${columns}`);
  const out = options.out ?? new Float32Array(rows * columns);
  checkLength('multiply.out', out, rows * columns, `${rows} × ${columns}`);
  if (out.length === 0) return out;
  if (inner === 0) return out.fill(0);
  workspace ??= openWorkspace();
  const width = Math.min(widest, Math.floor(packedNumbers / Math.min(inner, slab) / 8) * 8);
  for (const block of spans(columns, width)) {
    for (const layers of spans(inner, slab)) {
      packSlab(workspace, b, { block, layers, stride: transposeB ? inner : columns, transposeB });
      for (const strip of spans(rows, height)) {
        multiplyStrip(workspace, a, { strip, block, layers, stride: transposeA ? rows : inner, transposeA });
        takeStrip(workspace, out, { strip, block, stride: columns, add: layers.from > 0 });
      }
    }
  }
  return out;
}

/** A stretch of rows, columns or inner indices. */
interface Span {
  readonly from: number;
  readonly count: number;
}

function spans(total: number, length: number): Span[] {
  return Array.from({ length: Math.ceil(total / length) }, (_, n) => ({
    from: n * length,
    count: Math.min(length, total - n * length),
  }));
}

interface Workspace {
  readonly kernels: FactorKernels;
  readonly view: Float32Array;
  /** Addresses in bytes: what is being packed, the packed factors, a strip of the product. */
  readonly raw: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

let workspace: Workspace | undefined;

function openWorkspace(): Workspace {
  const plan = planMemory();
  const addresses = {
    raw: plan.take(depth * widest * 4),
    a: plan.take(height * depth * 4),
    b: plan.take(packedNumbers * 4),
    c: plan.take(height * widest * 4),
  };
  const kernels = plan.open();
  return { kernels, view: new Float32Array(kernels.memory.buffer), ...addresses };
}

/** Packs layers × block of B: for every `depth` layers the panels of all columns. */
function packSlab(
  { kernels, view, raw, b: to }: Workspace,
  b: Float32Array,
  cut: { readonly block: Span; readonly layers: Span; readonly stride: number; readonly transposeB: boolean },
): void {
  const { block, layers, stride, transposeB } = cut;
  const padded = roundUp(block.count, 8);
  for (const part of spans(layers.count, depth)) {
    const inner = { from: layers.from + part.from, count: part.count };
    const target = to + part.from * padded * 4;
    if (transposeB) {
      copyIn(view, b, { at: raw, rows: block, columns: inner, stride });
      kernels.packAcross(raw, target, inner.count, block.count, inner.count * 4, 8);
    } else {
      copyIn(view, b, { at: raw, rows: inner, columns: block, stride });
      kernels.packAlong(raw, target, inner.count, block.count, block.count * 4, 8);
    }
  }
}

/** A strip of A times the packed slab, into the strip of C. */
function multiplyStrip(
  { kernels, view, raw, a: packed, b, c }: Workspace,
  a: Float32Array,
  cut: {
    readonly strip: Span;
    readonly block: Span;
    readonly layers: Span;
    readonly stride: number;
    readonly transposeA: boolean;
  },
): void {
  const { strip, block, layers, stride, transposeA } = cut;
  const padded = roundUp(block.count, 8);
  for (const part of spans(layers.count, depth)) {
    const inner = { from: layers.from + part.from, count: part.count };
    if (transposeA) {
      copyIn(view, a, { at: raw, rows: inner, columns: strip, stride });
      kernels.packAlong(raw, packed, inner.count, strip.count, strip.count * 4, 4);
    } else {
      copyIn(view, a, { at: raw, rows: strip, columns: inner, stride });
      kernels.packAcross(raw, packed, inner.count, strip.count, inner.count * 4, 4);
    }
    const [rowPanels, columnPanels] = [Math.ceil(strip.count / 4), padded / 8];
    const panels = b + part.from * padded * 4;
    const panelBytes = [inner.count * 16, inner.count * 32, padded * 4] as const;
    const first = [packed, panels, c, rowPanels, columnPanels, inner.count] as const;
    kernels.multiplyPanels(...first, ...panelBytes, part.from > 0 ? 1 : 0);
  }
}

function takeStrip(
  { view, c }: Workspace,
  out: Float32Array,
  cut: { readonly strip: Span; readonly block: Span; readonly stride: number; readonly add: boolean },
): void {
  const { strip, block, stride, add } = cut;
  const padded = roundUp(block.count, 8);
  for (let r = 0; r < strip.count; r++) {
    const row = view.subarray(c / 4 + r * padded, c / 4 + r * padded + block.count);
    const at = (strip.from + r) * stride + block.from;
    if (!add) out.set(row, at);
    else for (let i = 0; i < row.length; i++) out[at + i]! += row[i]!;
  }
}

/** Copies rows × columns of a matrix to an address, without gaps. */
function copyIn(
  view: Float32Array,
  from: Float32Array,
  part: { readonly at: number; readonly rows: Span; readonly columns: Span; readonly stride: number },
): void {
  const { at, rows, columns, stride } = part;
  const start = rows.from * stride + columns.from;
  if (columns.count === stride) {
    view.set(from.subarray(start, start + rows.count * stride), at / 4);
    return;
  }
  for (let r = 0; r < rows.count; r++) {
    const row = start + r * stride;
    view.set(from.subarray(row, row + columns.count), at / 4 + r * columns.count);
  }
}

function checkLength(place: string, array: Float32Array, length: number, shape: string): void {
  if (array.length === length) return;
  throw new ArgumentError({
    place,
    expected: `${length} numbers, ${shape}`,
    got: `${array.length}`,
    remedy: 'Check rows, inner and columns; a transposed factor is stored with its axes exchanged',
  });
}
