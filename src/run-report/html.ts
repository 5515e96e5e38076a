/** HTML from templates in which everything is escaped that is not HTML already: names of models and stems are anybody's. */

/** Text that is markup. */
export interface Html {
  readonly markup: string;
}

type Part = string | number | Html | readonly Html[] | undefined;

/** html`<td>${name}</td>`: what is put in is escaped, unless it is Html; lists are joined, `undefined` is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.map((text, n) => (n === 0 ? '' : markupOf(parts[n - 1])) + text).join('') };
}

/** Text that is known to be markup: a picture, a style sheet. */
export function raw(markup: string): Html {
  return { markup };
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

/** For text and for attributes in quotes; control characters, which HTML does not take, are replaced. */
export function escapeHtml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}

/** A number for readers, with as many digits as say something; a dash for none. */
export function numberText(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const small = value !== 0 && Math.abs(value) < 1e-3;
  return (small ? value.toExponential(digits - 2) : String(Number(value.toPrecision(digits)))).replace(
    '-',
    '−',
  );
}

/** A loss for readers: as many digits in every row, so that rows can be compared. */
export function lossText(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return value.toPrecision(digits).replace('-', '−');
}

/** Decibels for readers: two digits behind the point. */
export function decibelText(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return value
    .toFixed(2)
    .replace(/^-(?=[0.]*$)/, '')
    .replace('-', '−');
}

/** In pieces: a call takes only so many arguments. */
export function base64(bytes: Uint8Array): string {
  let letters = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    letters += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(letters);
}
