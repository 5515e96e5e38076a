/** Box plots: how scores are distributed, per group (stem) and series (separator). */

import { categoryAxis, numberAxis } from './axis.ts';
import { figure } from './figure.ts';
import { type FiveNumbers, fiveNumbers } from './five-numbers.ts';
import { type ChartGroup, checkGroups, itemPlaces, nothingToShow, seriesLegend } from './groups.ts';
import type { FigureOptions } from './layout.ts';
import type { Panel, PlotArea } from './panel.ts';
import type { Colour, Mark, Picture } from './picture.ts';

/** Values per group and series; or their five numbers, where they are known already. */
export type BoxGroup = ChartGroup<readonly (number | null)[] | FiveNumbers>;

/** Options of box plots. */
export interface BoxOptions {
  /** The names of the series, as many as each group has items. */
  readonly series: readonly string[];
  /** With its unit: `SDR (dB)`. */
  readonly yLabel: string;
  /** Below the groups. Default: nothing. */
  readonly xLabel?: string;
  /** Above the panel. */
  readonly title?: string;
}

const panelHeight = 320;

/**
 * The panel of a box plot: box from quartile to quartile with the median in it, whiskers to the last value within 1.5 box lengths,
 * discs beyond. Values that are `null` or not finite are left out. Throws `ArgumentError` where no value remains, or where a group
 * has another number of items than there are series.
 */
export function boxPanel(groups: readonly BoxGroup[], options: BoxOptions): Panel {
  const { series, yLabel, xLabel = '', title = '' } = options;
  checkGroups('box plot', groups, series);
  const boxes = groups.map(({ items }) => items.map(summary));
  const extent = boxes
    .flat()
    .flatMap((box) => (box === undefined ? [] : [box.low, box.high, ...box.outliers]));
  if (extent.length === 0) throw nothingToShow('box plot');
  const [low, high] = extent.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  return {
    ...(title === '' ? {} : { title }),
    xAxis: categoryAxis(
      groups.map(({ label }) => label),
      xLabel,
    ),
    yAxis: numberAxis([low, high], { label: yLabel, side: 'y', nice: true }),
    height: panelHeight,
    grid: 'y',
    legend: (theme) => seriesLegend(series, theme),
    draw: (area) =>
      boxes.flatMap((items, group) =>
        itemPlaces(area, group, series.length).flatMap((place, i) => {
          const box = items[i];
          const colour = area.theme.series[i % area.theme.series.length]!;
          return box === undefined ? [] : drawBox(box, { ...place, area, colour });
        }),
      ),
  };
}

/**
 * A box plot as a picture.
 *
 * @example
 * const picture = boxPicture([
 *   { label: 'vocals', items: [[5.1, 6.3, 7.7], [4.2, 5.9, 6.0]] },
 *   { label: 'drums', items: [[6.0, 6.6, 7.9], [5.2, 6.1, 6.9]] },
 * ], { series: ['network', 'hpss'], yLabel: 'SDR (dB)' });
 */
export function boxPicture(groups: readonly BoxGroup[], options: BoxOptions & FigureOptions): Picture {
  const { title, ...panel } = options;
  return figure([boxPanel(groups, panel)], options);
}

function summary(item: BoxGroup['items'][number]): FiveNumbers | undefined {
  return item !== undefined && 'median' in item ? item : fiveNumbers(item ?? []);
}

interface BoxPlace {
  readonly x: number;
  readonly width: number;
  readonly area: PlotArea;
  readonly colour: Colour;
}

function drawBox(box: FiveNumbers, { x, width, area, colour }: BoxPlace): Mark[] {
  const y = (value: number): number => Math.round(area.y(value)) + 0.5;
  const [left, right, middle] = [Math.round(x - width / 2), Math.round(x + width / 2), Math.round(x) + 0.5];
  const [top, bottom] = [y(box.upperQuartile), y(box.lowerQuartile)];
  const cap = Math.max(2, width / 4);
  const line = (points: readonly number[], thickness = 1.25): Mark => ({
    kind: 'line',
    points,
    stroke: colour,
    width: thickness,
  });
  return [
    line([middle, top, middle, y(box.high)]),
    line([middle, bottom, middle, y(box.low)]),
    line([middle - cap, y(box.high), middle + cap, y(box.high)]),
    line([middle - cap, y(box.low), middle + cap, y(box.low)]),
    {
      kind: 'rect',
      x: left,
      y: top,
      width: right - left,
      height: Math.max(1, bottom - top),
      fill: area.theme.field,
    },
    {
      kind: 'rect',
      x: left,
      y: top,
      width: right - left,
      height: Math.max(1, bottom - top),
      fill: colour,
      opacity: 0.28,
    },
    line([left, top, right, top, right, bottom, left, bottom, left, top]),
    line([left, y(box.median), right, y(box.median)], 2.5),
    ...box.outliers.map(
      (value): Mark => ({
        kind: 'disc',
        x: middle,
        y: area.y(value),
        radius: 2.25,
        fill: colour,
        opacity: 0.75,
      }),
    ),
  ];
}
