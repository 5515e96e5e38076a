/**
 * Note lists: a score as a table of text, one note a line, as data sets and teaching material keep them
 * (`start;duration;pitch;velocity;label`, M. Müller and F. Zalkow, libfmp, JOSS 2021), and as any spreadsheet writes them.
 */

import { ArgumentError, FormatError, nearestName } from '../util/index.ts';
import { checkScore, makeScore, type Note, partOf, type Score } from './score.ts';

/** Options of {@link readNoteList}. */
export interface ReadNoteListOptions {
  /** What error messages call the text. Default `'notes'`. */
  readonly place?: string;
}

type Column = 'onset' | 'duration' | 'end' | 'pitch' | 'velocity' | 'part';

/** What columns are called, without regard to case and units in brackets or behind an underscore. */
const columnNames: Readonly<Record<string, Column>> = {
  ...{ start: 'onset', onset: 'onset', begin: 'onset', onsetseconds: 'onset' },
  ...{ duration: 'duration', dur: 'duration', durationseconds: 'duration' },
  ...{ end: 'end', offset: 'end', stop: 'end' },
  ...{ pitch: 'pitch', note: 'pitch', midi: 'pitch' },
  ...{ velocity: 'velocity', label: 'part', part: 'part', instrument: 'part', track: 'part', hand: 'part' },
};

/** The columns of a list without a header. */
const standardColumns: readonly Column[] = ['onset', 'duration', 'pitch', 'velocity', 'part'];

/**
 * The notes of a table with separators `;`, `,` or tabs: seconds of the start, of the duration (or of the end, where the header
 * says `end` or `offset`), MIDI pitch, and if there are any, velocity and part. A header names the columns in any order;
 * without one they stand in the order `start; duration; pitch; velocity; part`. Velocities above 1 count as MIDI's, up to 127;
 * those of 0 are left out as unknown. Empty lines and lines that begin with `#` are passed over.
 *
 * Throws `FormatError` with the line for what is no number, out of range, or ends before it starts.
 */
export function readNoteList(text: string, { place = 'notes' }: ReadNoteListOptions = {}): Score {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ line: line.trim(), place: `${place} line ${index + 1}` }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) return { notes: [] };
  const separator = [';', '\t', ','].find((mark) => lines[0]!.line.includes(mark)) ?? ',';
  const rows = lines.map(({ line, place: where }) => ({ fields: splitFields(line, separator), where }));
  const isNamed = Number.isNaN(toNumber(rows[0]!.fields[0]!));
  const columns = isNamed ? headerColumns(rows[0]!.fields, rows[0]!.where) : standardColumns;
  const notes = rows.slice(isNamed ? 1 : 0).map(({ fields, where }) => readRow(fields, { columns, where }));
  return makeScore(notes);
}

/** The score as a table with `;` and a header, which {@link readNoteList} reads back. Throws `ArgumentError` for a score out of range. */
export function writeNoteList(score: Score): string {
  checkScore('score', score);
  const rows = score.notes.map((note) => {
    const { onsetSeconds, durationSeconds, pitch, velocity } = note;
    return [onsetSeconds, durationSeconds, pitch, velocity ?? 0]
      .map(String)
      .concat(quoted(partOf(note)))
      .join(';');
  });
  return `${['start;duration;pitch;velocity;part', ...rows].join('\n')}\n`;
}

function quoted(text: string): string {
  return /[";\r\n#]/.test(text) ? `"${text.replaceAll('"', '""').replaceAll(/[\r\n]+/g, ' ')}"` : text;
}

/** The fields of a line; one in quotes may hold the separator, and two quotes in it stand for one. */
function splitFields(line: string, separator: string): string[] {
  const fields: string[] = [''];
  let inQuotes = false;
  for (let at = 0; at < line.length; at++) {
    const mark = line[at]!;
    if (mark === '"' && inQuotes && line[at + 1] === '"') {
      fields[fields.length - 1] += '"';
      at++;
    } else if (mark === '"') inQuotes = !inQuotes;
    else if (mark === separator && !inQuotes) fields.push('');
    else fields[fields.length - 1] += mark;
  }
  return fields.map((field) => field.trim());
}

function headerColumns(names: readonly string[], where: string): readonly (Column | undefined)[] {
  const columns = names.map((name) => columnNames[name.toLowerCase().replace(/[^a-z].*$/, '')]);
  const needed = ['onset', 'pitch', columns.includes('end') ? 'end' : 'duration'] as const;
  for (const column of needed) {
    if (columns.includes(column)) continue;
    const near = names.find((name) => nearestName(name.toLowerCase(), [column]) !== undefined);
    throw new FormatError({
      place: where,
      expected: `a column ${column === 'onset' ? 'start' : column} (and start, duration or end, pitch)`,
      got: names.join(', '),
      remedy: near === undefined ? 'Name the columns in the first line' : `Write ${column} for ${near}`,
    });
  }
  return columns;
}

function readRow(
  fields: readonly string[],
  { columns, where }: { readonly columns: readonly (Column | undefined)[]; readonly where: string },
): Note {
  const textOf = (column: Column): string | undefined => {
    const index = columns.indexOf(column);
    return index < 0 || fields[index] === '' ? undefined : fields[index];
  };
  const numberOf = (column: Column): number => {
    const value = toNumber(textOf(column) ?? '');
    if (Number.isFinite(value)) return value;
    throw refusal(where, `a number as ${column}`, JSON.stringify(textOf(column) ?? ''));
  };
  const onsetSeconds = numberOf('onset');
  const durationSeconds = columns.includes('end') ? numberOf('end') - onsetSeconds : numberOf('duration');
  const given = textOf('velocity') === undefined ? 0 : numberOf('velocity');
  const velocity = given > 1 ? given / 127 : given;
  const part = textOf('part');
  const note: Note = {
    ...{ pitch: numberOf('pitch'), onsetSeconds, durationSeconds },
    ...(velocity === 0 ? {} : { velocity }),
    ...(part === undefined ? {} : { part }),
  };
  try {
    checkScore(where, { notes: [note] });
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw refusal(error.place.replace('.notes[0].', ', '), error.expected, error.got);
  }
  return note;
}

/** A number as text has it; a comma is a decimal point where fields are parted by `;` or tabs. */
function toNumber(text: string): number {
  return text === '' ? Number.NaN : Number(text.replace(',', '.'));
}

function refusal(place: string, expected: string, got: string): FormatError {
  return new FormatError({ place, expected, got, remedy: 'Correct the line, or take it out' });
}
