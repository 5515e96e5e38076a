/** Numbers of a run's report as readers want them. */

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
