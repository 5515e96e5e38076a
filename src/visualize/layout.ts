/** Where everything in a figure goes: margins from the widths of labels, heights from what the panels ask for. */

import { ArgumentError } from '../util/index.ts';
import type { Panel } from './panel.ts';
import { measureText } from './text.ts';
import type { Theme, ThemeName } from './theme.ts';

/** Options of a figure. */
export interface FigureOptions {
  /** Above all panels. */
  readonly title?: string;
  /** Pixels; default 1000. */
  readonly width?: number;
  /** Pixels; default: what the panels ask for. */
  readonly height?: number;
  /** Default `light`. */
  readonly theme?: ThemeName;
}

/** Pixels per em. */
export const fontSizes = { title: 16, panel: 13, label: 12, tick: 11.5 } as const;

/** Pixels between things. */
export const gaps = {
  outer: 14,
  tick: 5,
  tickLabel: 4,
  label: 8,
  panels: 14,
  bar: 12,
  barWidth: 12,
  line: 18,
} as const;

/** The least that still shows something. */
const leastData = { width: 40, height: 16 } as const;

/** Where a panel's parts are, in pixels. */
export interface PanelPlace {
  /** Of the data. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The baseline of title and legend. */
  readonly headBaseline: number;
  /** Lines of the legend, each with its entries' places from the left; the first stands beside the title where there is room. */
  readonly legend: readonly LegendPlace[];
  /** The right end of the y axis's label. */
  readonly yLabelX: number;
  readonly hasXLabels: boolean;
  /** The left edge of the colour bar. */
  readonly barLeft: number;
}

/** Where an entry of a legend is. */
export interface LegendPlace {
  readonly x: number;
  readonly baseline: number;
}

interface LayoutOptions extends Omit<FigureOptions, 'theme'> {
  readonly width: number;
  readonly theme: Theme;
}

/** Lays out `panels`; throws `ArgumentError` where no room is left for the data. */
export function layoutFigure(
  panels: readonly Panel[],
  options: LayoutOptions,
): { readonly places: readonly PanelPlace[]; readonly height: number } {
  const { width, theme } = options;
  const left = gaps.outer + leftMargin(panels);
  const right = width - gaps.outer - rightMargin(panels);
  const heads = panels.map((panel) => headOf(panel, { left, width: right - left, theme }));
  const hasXLabels = panels.map((panel, i) => !sharesAxis(panel, panels[i + 1]));
  const feet = panels.map((panel, i) => (hasXLabels[i] ? footHeight(panel) : 4));
  const titleHeight = (options.title ?? '') === '' ? 0 : fontSizes.title + gaps.label;
  const fixed =
    2 * gaps.outer +
    titleHeight +
    sum(heads.map(({ height }) => height)) +
    sum(feet) +
    gaps.panels * (panels.length - 1);
  const asked = sum(panels.map(({ height }) => height));
  const room = options.height === undefined ? asked : options.height - fixed;
  const heights = panels.map((panel) => Math.floor((room * panel.height) / asked));
  checkRoom({ width: right - left, height: Math.min(...heights) });
  let top = gaps.outer + titleHeight;
  const places = panels.map((_, i): PanelPlace => {
    const head = heads[i]!;
    const place = {
      left,
      top: top + head.height,
      width: right - left,
      height: heights[i]!,
      headBaseline: top + fontSizes.panel * 0.85,
      legend: head.legend.map(({ x, line }) => ({
        x,
        baseline: top + fontSizes.panel * 0.85 + line * gaps.line,
      })),
      yLabelX: gaps.outer,
      hasXLabels: hasXLabels[i]!,
      barLeft: right + gaps.bar,
    };
    top += head.height + heights[i]! + feet[i]! + gaps.panels;
    return place;
  });
  return { places, height: options.height ?? fixed + sum(heights) };
}

function leftMargin(panels: readonly Panel[]): number {
  const labels = panels.flatMap((panel) => panel.yAxis.ticks(panel.height).map(({ label }) => label));
  const hasLabel = panels.some((panel) => panel.yAxis.label !== '');
  return Math.ceil(
    widest(labels) + gaps.tick + gaps.tickLabel + (hasLabel ? fontSizes.label + gaps.label : 0),
  );
}

function rightMargin(panels: readonly Panel[]): number {
  const bars = panels.flatMap(({ colourBar, height }) =>
    colourBar === undefined ? [] : [{ ...colourBar, height }],
  );
  if (bars.length === 0) return 12;
  const labels = bars.flatMap(({ axis, height }) => axis.ticks(height).map(({ label }) => label));
  const hasLabel = bars.some(({ axis }) => axis.label !== '');
  return Math.ceil(
    gaps.bar +
      gaps.barWidth +
      gaps.tick +
      gaps.tickLabel +
      widest(labels) +
      (hasLabel ? fontSizes.label + gaps.label : 0),
  );
}

function widest(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((label) => measureText(label, fontSizes.tick)));
}

/** The lines above the data: the title, and the legend at the right of it or, where it is too long, below. */
function headOf(
  panel: Panel,
  { left, width, theme }: { readonly left: number; readonly width: number; readonly theme: Theme },
): { readonly height: number; readonly legend: readonly { x: number; line: number }[] } {
  const entries = panel.legend?.(theme) ?? [];
  const titleWidth = panel.title === undefined ? 0 : measureText(panel.title, fontSizes.panel) + 24;
  const widths = entries.map(({ label }) => legendWidth(label));
  const all = sum(widths);
  const lineHeight = gaps.line;
  if (panel.title === undefined && entries.length === 0) return { height: 4, legend: [] };
  if (titleWidth + all - legendGap <= width) {
    let x = left + width - all + legendGap;
    const legend = widths.map((entry) => {
      const place = { x, line: 0 };
      x += entry;
      return place;
    });
    return { height: lineHeight + 4, legend };
  }
  let line = panel.title === undefined ? 0 : 1;
  let x = left;
  const legend = widths.map((entry) => {
    if (x > left && x + entry > left + width) {
      x = left;
      line++;
    }
    const place = { x, line };
    x += entry;
    return place;
  });
  return { height: (line + 1) * lineHeight + 4, legend };
}

/** Pixels of a legend's swatch … */
export const legendSwatch = 18;
/** … and between an entry and the next. */
const legendGap = 16;

function legendWidth(label: string): number {
  return legendSwatch + 6 + measureText(label, fontSizes.label) + legendGap;
}

function footHeight(panel: Panel): number {
  const ticks = gaps.tick + gaps.tickLabel + fontSizes.tick;
  return Math.ceil(ticks + (panel.xAxis.label === '' ? 0 : gaps.label + fontSizes.label));
}

/** Whether the next panel below counts the same x values, so that one row of labels is enough. */
function sharesAxis(panel: Panel, below: Panel | undefined): boolean {
  if (below === undefined || below.xAxis.label !== panel.xAxis.label) return false;
  const [start, end] = panel.xAxis.scale.domain;
  return below.xAxis.scale.domain[0] === start && below.xAxis.scale.domain[1] === end;
}

function checkRoom({ width, height }: { readonly width: number; readonly height: number }): void {
  if (width >= leastData.width && height >= leastData.height) return;
  throw new ArgumentError({
    place: 'figure',
    expected: `room for data of ${leastData.width} × ${leastData.height} pixels in each panel`,
    got: `${Math.floor(width)} × ${Math.floor(height)}`,
    remedy: 'Choose a larger width or height, or fewer panels',
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
