/** Curves out of text: CSV, JSON, or JSON by lines, as training runs write their losses. */

import { FormatError } from '../util/index.ts';
import type { Curve } from './curves.ts';

/** What a text of numbers holds. */
export interface CurveData {
  readonly curves: readonly Curve[];
  /** The name of the column that counts: `epoch`, `step`, … `undefined` where none does. */
  readonly xName: string | undefined;
}

/** Columns that count rather than measure, the first found taken. */
const countingNames = ['step', 'epoch', 'iteration', 'batch', 'update', 'x'];

/**
 * The curves in `text`: a table with a line of names (CSV; comma, semicolon or tab), an array of objects, an object of arrays, or an
 * object per line. A column called step, epoch, iteration, batch, update or x is the x of all others; columns without any number
 * are left out. Cells that are empty or missing were not measured, and the curve goes on to the next one; NaN, `null` and words are
 * gaps. Throws `FormatError`, naming `place`, where that gives no curve.
 */
export function parseCurves(place: string, text: string): CurveData {
  const clean = text.replace(/^\ufeff/, '').trim();
  // What is no text is no table, though its bytes may read as numbers here and there.
  if (/[\0\ufffd]/.test(clean)) throw noColumns(place, 'bytes that are no text');
  const columns = /^[[{]/.test(clean) ? jsonColumns(place, clean) : csvColumns(clean);
  const names = [...columns.keys()];
  const xName = countingNames
    .map((wanted) => names.find((name) => name.toLowerCase() === wanted))
    .find((name) => name !== undefined);
  const x = xName === undefined ? undefined : columns.get(xName)!;
  const curves = names
    .filter((name) => name !== xName && columns.get(name)!.some((value) => isNumber(value)))
    .map((label): Curve => {
      const column = columns.get(label)!;
      const rows = [...column.keys()].filter((row) => column[row] !== undefined);
      const isCounted = x !== undefined || rows.length < column.length;
      return {
        label,
        y: rows.map((row) => column[row] ?? null),
        ...(isCounted ? { x: rows.map((row) => (x === undefined ? row + 1 : (x[row] ?? Number.NaN))) } : {}),
      };
    });
  if (curves.length > 0) return { curves, xName };
  throw noColumns(place, names.length === 0 ? 'no column' : `no number beside ${xName ?? names.join(', ')}`);
}

function noColumns(place: string, got: string): FormatError {
  return new FormatError({
    place,
    expected: 'columns of numbers: CSV with a line of names, or JSON',
    got,
    remedy: 'Write for instance: epoch,train,valid and a line of numbers per epoch',
  });
}

/** A cell: a number, `null` for what is none, `undefined` for nothing. */
type Cell = number | null | undefined;
type Columns = Map<string, Cell[]>;

function isNumber(value: Cell): boolean {
  return value !== null && value !== undefined;
}

function csvColumns(text: string): Columns {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const [head = '', ...rows] = lines;
  const separator = ['\t', ';', ','].find((candidate) => head.includes(candidate)) ?? ',';
  const cells = (line: string): string[] =>
    line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const names = cells(head);
  // A table without names is numbers from its first line on.
  const isNamed = names.some((name) => numberIn(name) === null && name !== '');
  const body = (isNamed ? rows : lines).map(cells);
  return new Map(
    names.map((name, c) => [
      isNamed && name !== '' ? name : `column ${c + 1}`,
      body.map((row) => numberIn(row[c] ?? '')),
    ]),
  );
}

function numberIn(cell: string): Cell {
  if (cell === '') return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

function jsonColumns(place: string, text: string): Columns {
  const value = parseJson(place, text);
  if (Array.isArray(value)) return rowColumns(value);
  const entries = Object.entries(value as Record<string, unknown>);
  // One object of plain numbers is one row.
  if (!entries.some(([, column]) => Array.isArray(column))) return rowColumns([value]);
  return new Map(
    entries.flatMap(([name, column]) =>
      Array.isArray(column) ? [[name, column.map((cell: unknown) => plainNumber(cell))] as const] : [],
    ),
  );
}

function rowColumns(rows: readonly unknown[]): Columns {
  const columns: Columns = new Map();
  rows.forEach((row, i) => {
    const cells = typeof row === 'object' && row !== null ? Object.entries(row) : [['value', row] as const];
    for (const [name, cell] of cells) {
      const column = columns.get(name) ?? [];
      while (column.length < i) column.push(undefined);
      column[i] = plainNumber(cell);
      columns.set(name, column);
    }
  });
  for (const column of columns.values()) while (column.length < rows.length) column.push(undefined);
  return columns;
}

function plainNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** JSON as a whole or, where that fails, by lines. */
function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (whole) {
    try {
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as unknown);
    } catch {
      throw new FormatError({
        place,
        expected: 'JSON, or an object per line',
        got: (whole as Error).message,
        remedy: 'Check the file for a line that was cut off',
        cause: whole,
      });
    }
  }
}
