/** Curves: losses over steps or epochs, or any other numbers over numbers. */

import { ArgumentError, checkNumber } from '../util/index.ts';
import { numberAxis } from './axis.ts';
import { figure } from './figure.ts';
import type { FigureOptions } from './layout.ts';
import type { Panel, PlotArea } from './panel.ts';
import type { Colour, Mark, Picture } from './picture.ts';

/** One curve. */
export interface Curve {
  readonly label: string;
  /** Default: 1, 2, 3, … */
  readonly x?: readonly number[];
  /** `null` and NaN are gaps. */
  readonly y: readonly (number | null)[];
}

/** Options of curves. */
export interface CurveOptions {
  /** Default `Step`. */
  readonly xLabel?: string;
  /** Default `Loss`. */
  readonly yLabel?: string;
  /** A logarithmic y axis; all values must lie above 0. Default `false`. */
  readonly log?: boolean;
  /** The ends of the y axis. Default: what the curves reach, rounded outwards. */
  readonly yRange?: readonly [number, number];
  /** Above the panel. */
  readonly title?: string;
}

const panelHeight = 320;
/** Curves of so few points show each of them. */
const markedPoints = 60;
/** More points than this per pixel are drawn as the range they cover. */
const pointsPerPixel = 4;

/** A point that is there. */
type Point = readonly [x: number, y: number];

/**
 * The panel of some curves. Throws `ArgumentError` for curves without any finite value, for x and y of different lengths, and for
 * values that a logarithmic axis has no place for.
 */
export function curvePanel(curves: readonly Curve[], options: CurveOptions = {}): Panel {
  const { log = false, xLabel = 'Step', yLabel = 'Loss', title = '' } = options;
  const runs = curves.map(pointRuns);
  const points = runs.flat(2);
  if (points.length === 0) {
    throw new ArgumentError({
      place: 'curves',
      expected: 'a curve with at least one finite value',
      got: curves.length === 0 ? 'no curve' : `none in ${curves.map(({ label }) => label).join(', ')}`,
      remedy: 'Check where the numbers come from',
    });
  }
  const [xLow, xHigh] = rangeOf(points, 0);
  const [yLow, yHigh] = options.yRange === undefined ? rangeOf(points, 1) : checkRange(options.yRange);
  if (log && yLow <= 0) {
    throw new ArgumentError({
      place: 'curves: log',
      expected: 'values above 0',
      got: String(yLow),
      remedy: 'Use a linear axis',
    });
  }
  return {
    ...(title === '' ? {} : { title }),
    xAxis: numberAxis([xLow, xHigh], {
      label: xLabel,
      side: 'x',
      whole: points.every(([x]) => Number.isInteger(x)),
    }),
    // A little room above and below, so that no curve runs along the edge.
    yAxis: log
      ? numberAxis([yLow / 1.1, yHigh * 1.1], { label: yLabel, side: 'y', log })
      : numberAxis([yLow, yHigh], { label: yLabel, side: 'y', nice: options.yRange === undefined }),
    height: panelHeight,
    grid: 'both',
    legend: ({ series }) => curves.map(({ label }, i) => ({ label, colour: series[i % series.length]! })),
    draw: (area) =>
      runs.flatMap((some, i) => {
        const stroke = area.theme.series[i % area.theme.series.length]!;
        return some.flatMap((run) => drawRun(run, { area, stroke }));
      }),
  };
}

/**
 * Curves as a picture.
 *
 * @example
 * const picture = curvePicture([
 *   { label: 'train', y: [0.9, 0.6, 0.5] },
 *   { label: 'valid', y: [1.0, 0.8, 0.75] },
 * ], { xLabel: 'Epoch' });
 */
export function curvePicture(curves: readonly Curve[], options: CurveOptions & FigureOptions = {}): Picture {
  const { title, ...panel } = options;
  return figure([curvePanel(curves, panel)], options);
}

/** The stretches of a curve between its gaps. */
function pointRuns({ label, x, y }: Curve): Point[][] {
  if (x !== undefined && x.length !== y.length) {
    throw new ArgumentError({
      place: `curve ${JSON.stringify(label)}`,
      expected: `${y.length} values of x, one for each y`,
      got: String(x.length),
      remedy: 'Give as many',
    });
  }
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (let i = 0; i < y.length; i++) {
    const [place, value] = [x?.[i] ?? i + 1, y[i]];
    if (typeof value === 'number' && Number.isFinite(value) && Number.isFinite(place)) {
      run.push([place, value]);
      continue;
    }
    if (run.length > 0) runs.push(run);
    run = [];
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

function drawRun(run: readonly Point[], { area, stroke }: { area: PlotArea; stroke: Colour }): Mark[] {
  const seen = run.length > area.width * pointsPerPixel ? extremes(run, area.width) : run;
  const points = seen.flatMap(([x, y]) => [area.x(x), area.y(y)]);
  const line: Mark = { kind: 'line', points, stroke, width: 1.75 };
  if (run.length > markedPoints) return [line];
  const radius = run.length === 1 ? 3.5 : 2.5;
  return [
    line,
    ...run.map(([x, y]): Mark => ({ kind: 'disc', x: area.x(x), y: area.y(y), radius, fill: stroke })),
  ];
}

/** First, lowest, highest and last of each of `parts` stretches: drawn, it looks as all points do. */
function extremes(run: readonly Point[], parts: number): Point[] {
  return Array.from({ length: parts }, (_, part) => {
    const some = run.slice(
      Math.floor((part * run.length) / parts),
      Math.floor(((part + 1) * run.length) / parts),
    );
    let [low, high] = [0, 0];
    for (let i = 1; i < some.length; i++) {
      if (some[i]![1] < some[low]![1]) low = i;
      if (some[i]![1] > some[high]![1]) high = i;
    }
    return [...new Set([0, low, high, some.length - 1])].sort((a, b) => a - b).map((i) => some[i]!);
  }).flat();
}

function rangeOf(points: readonly Point[], part: 0 | 1): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) {
    low = Math.min(low, point[part]);
    high = Math.max(high, point[part]);
  }
  return [low, high];
}

function checkRange([low, high]: readonly [number, number]): readonly [number, number] {
  checkNumber('yRange', high, { above: checkNumber('yRange', low) });
  return [low, high];
}
