/** Where an axis has its marks and what they say: round values, as many as there is room for. */

/** A mark on an axis. */
export interface AxisTick {
  readonly value: number;
  /** Empty for a mark between labelled ones. */
  readonly label: string;
}

/** The true minus sign, as wide as a plus. */
const minus = '\u2212';
/** Steps of a time axis, in seconds: those of clocks from a second on. */
const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

/** Thousands and so on, from the numbers on that would be hard to count the zeros of. */
const magnitudes = [
  { from: 1e9, unit: 1e9, letter: 'G' },
  { from: 1e6, unit: 1e6, letter: 'M' },
  { from: 1e5, unit: 1e3, letter: 'k' },
  { from: 0, unit: 1, letter: '' },
] as const;

/** Multiples of 1, 2 or 5 times a power of ten between `low` and `high`, about `count` of them. */
export function linearTicks(low: number, high: number, count: number): AxisTick[] {
  const step = niceStep((high - low) / Math.max(1, count));
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const { unit, letter } = magnitudes.find(({ from }) => largest >= from)!;
  const decimals = Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9));
  return multiples(low, high, step).map((value) => ({
    value,
    label: `${formatNumber(value / unit, decimals)}${value === 0 ? '' : letter}`,
  }));
}

/** Of an axis, kept free at its ends. */
const margin = 0.015;

/** The domain from `low` to `high`, widened to whole steps of about `count` ticks; an end at 0 stays there. */
export function niceDomain(low: number, high: number, count: number): [number, number] {
  if (low === high) return [low - 0.5, high + 0.5];
  const step = niceStep((high - low) / Math.max(1, count));
  const free = (high - low) * margin;
  return [
    low === 0 ? 0 : Math.floor((low - free) / step) * step,
    high === 0 ? 0 : Math.ceil((high + free) / step) * step,
  ];
}

/** Powers of ten; with fewer than `count` of them also their doubles and fivefolds. */
export function logTicks(low: number, high: number, count: number): AxisTick[] {
  const decades = Math.log10(high / low);
  // Less than a decade is read like a linear axis.
  if (decades < 0.8) return linearTicks(low, high, count).filter(({ value }) => value > 0);
  const factors = decades * 3 <= count ? [1, 2, 5] : [1];
  const every = factors.length > 1 ? 1 : Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const ticks: AxisTick[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (power % every !== 0) continue;
    for (const factor of factors) {
      const value = Number(`${factor}e${power}`);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
      ticks.push({ value, label: formatPlain(value) });
    }
  }
  return ticks;
}

/** Seconds below a minute and a half, minutes and seconds (`1:30`) above. */
export function timeTicks(low: number, high: number, count: number): AxisTick[] {
  const roughStep = (high - low) / Math.max(1, count);
  if (!isLong(high)) return linearTicks(low, high, count);
  const step = clockSteps.find((candidate) => candidate >= roughStep) ?? niceStep(roughStep / 3600) * 3600;
  if (roughStep < 0.5) return linearTicks(low, high, count);
  return multiples(low, high, step).map((value) => ({ value, label: formatClock(value) }));
}

/** What a time axis up to `high` seconds is called. */
export function timeLabel(low: number, high: number, count: number): string {
  const isClock = isLong(high) && (high - low) / Math.max(1, count) >= 0.5;
  if (!isClock) return 'Time (s)';
  return high >= 3600 ? 'Time (h:min:s)' : 'Time (min:s)';
}

function isLong(seconds: number): boolean {
  return seconds > 90;
}

/** Round frequencies that lie at least `spacing` apart on the axis, `place` telling where: 50, 100, 200, 500, 1k, … */
export function frequencyTicks(
  low: number,
  high: number,
  { place, spacing }: { readonly place: (hertz: number) => number; readonly spacing: number },
): AxisTick[] {
  for (const factors of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]]) {
    const values: number[] = [];
    for (let power = 0; power <= 6; power++) {
      for (const factor of factors) {
        const value = factor * 10 ** power;
        if (value >= low && value <= high) values.push(value);
      }
    }
    const isLoose = values.every((value, i) => i === 0 || place(value) - place(values[i - 1]!) >= spacing);
    if (isLoose && values.length > 0) return values.map((value) => ({ value, label: formatHertz(value) }));
  }
  // Low frequencies of a mel axis lie close together: from the top down, whatever keeps its distance.
  return thinned(low, high, { place, spacing });
}

function thinned(
  low: number,
  high: number,
  { place, spacing }: { readonly place: (hertz: number) => number; readonly spacing: number },
): AxisTick[] {
  const ticks: AxisTick[] = [];
  let last = Number.POSITIVE_INFINITY;
  // Below 100 Hz a mel axis has next to no room.
  const least = high > 1000 ? 2 : 0;
  for (let power = 6; power >= least; power--) {
    for (const factor of [5, 2, 1]) {
      const value = factor * 10 ** power;
      if (value < low || value > high || last - place(value) < spacing) continue;
      last = place(value);
      ticks.unshift({ value, label: formatHertz(value) });
    }
  }
  return ticks;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  // The geometric means of neighbouring steps are the borders between them.
  const factor = share < Math.SQRT2 ? 1 : share < Math.sqrt(10) ? 2 : share < Math.sqrt(50) ? 5 : 10;
  return factor * power;
}

function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Dividing by 1/step instead of multiplying keeps 0.1 · 3 from becoming 0.30000000000000004.
  const inverse = 1 / step;
  const isFraction = step < 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    isFraction ? ((first + i) / Math.round(inverse * 1e9)) * 1e9 : (first + i) * step,
  );
}

/** A number with so many decimals. */
function formatNumber(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `${minus}${text}` : text;
}

/** A number as short as it goes; powers of ten where it is very large or small. */
export function formatPlain(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  const text =
    size >= 1e-4 && size < 1e6
      ? String(Number(size.toPrecision(6)))
      : size.toExponential().replace('e+', 'e');
  return `${value < 0 ? minus : ''}${text.replace('e-', `e${minus}`)}`;
}

/** `500`, `2k`. */
function formatHertz(value: number): string {
  return value >= 1000 ? `${value / 1000}k` : String(value);
}

/** `1:05`, `2:00:05`. */
function formatClock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
