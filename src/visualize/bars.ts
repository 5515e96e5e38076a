/** Bars with intervals: one number per group and series, and how sure it is. */

import { ArgumentError } from '../util/index.ts';
import { categoryAxis, numberAxis } from './axis.ts';
import { figure } from './figure.ts';
import { type ChartGroup, checkGroups, itemPlaces, nothingToShow, seriesLegend } from './groups.ts';
import type { FigureOptions } from './layout.ts';
import type { Panel, PlotArea } from './panel.ts';
import type { Colour, Mark, Picture } from './picture.ts';

/** A bar. */
export interface Bar {
  readonly value: number;
  /** The interval's ends, in the unit of the value. Default: no interval. */
  readonly interval?: readonly [low: number, high: number];
}

/** Bars per group and series. */
export type BarGroup = ChartGroup<Bar>;

/** Options of bars. */
export interface BarOptions {
  /** The names of the series, as many as each group has items. */
  readonly series: readonly string[];
  /** With its unit: `SDR (dB)`. */
  readonly yLabel: string;
  /** Below the groups. Default: nothing. */
  readonly xLabel?: string;
  /** Above the panel. */
  readonly title?: string;
}

const panelHeight = 300;

/**
 * The panel of bars from 0, each with its interval. Bars whose value is not finite are left out. Throws `ArgumentError` where none
 * remains, where a group has another number of items than there are series, and for an interval that does not hold together.
 */
export function barPanel(groups: readonly BarGroup[], options: BarOptions): Panel {
  const { series, yLabel, xLabel = '', title = '' } = options;
  checkGroups('bars', groups, series);
  const bars = groups.map(({ items }) =>
    items.map((bar) => (bar !== undefined && Number.isFinite(bar.value) ? bar : undefined)),
  );
  const extent = bars.flat().flatMap((bar) => (bar === undefined ? [] : [bar.value, ...checkInterval(bar)]));
  if (extent.length === 0) throw nothingToShow('bars');
  return {
    ...(title === '' ? {} : { title }),
    xAxis: categoryAxis(
      groups.map(({ label }) => label),
      xLabel,
    ),
    yAxis: numberAxis([Math.min(0, ...extent), Math.max(0, ...extent)], {
      label: yLabel,
      side: 'y',
      nice: true,
    }),
    height: panelHeight,
    grid: 'y',
    legend: (theme) => seriesLegend(series, theme),
    draw: (area) => [
      ...bars.flatMap((items, group) =>
        itemPlaces(area, group, series.length).flatMap((place, i) => {
          const bar = items[i];
          const colour = area.theme.series[i % area.theme.series.length]!;
          return bar === undefined ? [] : drawBar(bar, { ...place, area, colour });
        }),
      ),
      {
        kind: 'rect',
        x: area.left,
        y: Math.round(area.y(0)),
        width: area.width,
        height: 1,
        fill: area.theme.axis,
      },
    ],
  };
}

/**
 * Bars as a picture.
 *
 * @example
 * const picture = barPicture([
 *   { label: 'vocals', items: [{ value: 6.3, interval: [5.9, 6.8] }] },
 *   { label: 'drums', items: [{ value: 6.6, interval: [6.0, 7.0] }] },
 * ], { series: ['network'], yLabel: 'SDR (dB)' });
 */
export function barPicture(groups: readonly BarGroup[], options: BarOptions & FigureOptions): Picture {
  const { title, ...panel } = options;
  return figure([barPanel(groups, panel)], options);
}

function checkInterval({ interval }: Bar): readonly number[] {
  if (interval === undefined) return [];
  const [low, high] = interval;
  if (Number.isFinite(low) && Number.isFinite(high) && low <= high) return interval;
  throw new ArgumentError({
    place: 'bars: interval',
    expected: 'two finite numbers, the lower first',
    got: `${low}, ${high}`,
    remedy: 'Leave the interval out where there is none',
  });
}

interface BarPlace {
  readonly x: number;
  readonly width: number;
  readonly area: PlotArea;
  readonly colour: Colour;
}

function drawBar({ value, interval }: Bar, { x, width, area, colour }: BarPlace): Mark[] {
  const [zero, end] = [Math.round(area.y(0)), Math.round(area.y(value))];
  const left = Math.round(x - width / 2);
  const size = Math.round(x + width / 2) - left;
  const marks: Mark[] = [
    {
      kind: 'rect',
      x: left,
      y: Math.min(zero, end),
      width: size,
      height: Math.max(1, Math.abs(zero - end)),
      fill: colour,
    },
  ];
  if (interval === undefined) return marks;
  const [low, high] = interval.map((bound) => Math.round(area.y(bound)) + 0.5) as [number, number];
  const middle = Math.round(x) + 0.5;
  const cap = Math.min(6, width / 4);
  const line = (points: readonly number[]): Mark => ({
    kind: 'line',
    points,
    stroke: area.theme.text,
    width: 1.25,
  });
  return [
    ...marks,
    line([middle, low, middle, high]),
    line([middle - cap, low, middle + cap, low]),
    line([middle - cap, high, middle + cap, high]),
  ];
}
