/** Words of the evaluation's report: times and headings. */

/** A time in a track: `1:05.3`. */
export function timeText(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${((tenths - minutes * 600) / 10).toFixed(1).padStart(4, '0')}`;
}

/** A score's heading: `SDR (dB)`. */
export function scoreLabel({ name, unit }: { readonly name: string; readonly unit: string }): string {
  return unit === '' ? name : `${name} (${unit})`;
}
