/** A panel at its place: field, grid, data, axes, title, legend, colour bar. */

import type { Axis } from './axis.ts';
import { fontSizes, gaps, legendSwatch, type PanelPlace } from './layout.ts';
import type { Panel, PlotArea } from './panel.ts';
import type { Mark, TextMark } from './picture.ts';
import { fitText, measureText } from './text.ts';
import type { Theme } from './theme.ts';
import type { AxisTick } from './ticks.ts';

/** From the middle of capital letters to their baseline, in ems: half of Inter's height of capitals, 0.727. */
const halfCapital = 0.36;
const barSteps = 256;
/** Pixels by which data may reach over its field, so that points on the edge are whole. */
const overhang = 3;

/** The marks of a panel. */
export function drawPanel(panel: Panel, place: PanelPlace, theme: Theme): Mark[] {
  const { left, top, width, height } = place;
  const area: PlotArea = {
    left,
    top,
    width,
    height,
    theme,
    x: (value) => left + panel.xAxis.scale.place(value) * width,
    y: (value) => top + (1 - panel.yAxis.scale.place(value)) * height,
  };
  const xTicks = separate(visible(panel.xAxis, width), (tick) => area.x(tick.value));
  const yTicks = visible(panel.yAxis, height);
  return [
    { kind: 'rect', x: left, y: top, width, height, fill: theme.field },
    ...grid(panel, { area, xTicks, yTicks }),
    {
      kind: 'clip',
      x: left - overhang,
      y: top - overhang,
      width: width + 2 * overhang,
      height: height + 2 * overhang,
      marks: panel.draw(area),
    },
    ...xAxis(panel.xAxis, { area, ticks: xTicks, hasLabels: place.hasXLabels }),
    ...yAxis(panel.yAxis, { area, ticks: yTicks, labelX: place.yLabelX }),
    ...head(panel, { place, theme }),
    ...colourBar(panel, { place, theme }),
  ];
}

/** The ticks within the domain. */
function visible({ scale, ticks }: Axis, lengthPixels: number): readonly AxisTick[] {
  return ticks(lengthPixels).filter(({ value }) => {
    const place = scale.place(value);
    return place > -1e-6 && place < 1 + 1e-6;
  });
}

/** Names that would touch their neighbours are shortened to the room there is. */
function separate(ticks: readonly AxisTick[], x: (tick: AxisTick) => number): readonly AxisTick[] {
  if (ticks.length < 2) return ticks;
  const room = Math.min(...ticks.slice(1).map((tick, i) => x(tick) - x(ticks[i]!))) - 6;
  return ticks.map((tick) => ({
    ...tick,
    label: fitText(tick.label, { size: fontSizes.tick, width: room }),
  }));
}

interface Ticked {
  readonly area: PlotArea;
  readonly xTicks: readonly AxisTick[];
  readonly yTicks: readonly AxisTick[];
}

function grid({ grid = 'none' }: Panel, { area, xTicks, yTicks }: Ticked): Mark[] {
  const { left, top, width, height, theme } = area;
  const fill = theme.grid;
  return [
    ...(grid === 'x' || grid === 'both' ? xTicks : []).map(
      ({ value }): Mark => ({ kind: 'rect', x: Math.round(area.x(value)), y: top, width: 1, height, fill }),
    ),
    ...(grid === 'y' || grid === 'both' ? yTicks : []).map(
      ({ value }): Mark => ({ kind: 'rect', x: left, y: Math.round(area.y(value)), width, height: 1, fill }),
    ),
  ];
}

function xAxis(
  axis: Axis,
  { area, ticks, hasLabels }: { area: PlotArea; ticks: readonly AxisTick[]; hasLabels: boolean },
): Mark[] {
  const { left, width, theme } = area;
  const bottom = area.top + area.height;
  const marks: Mark[] = [
    { kind: 'rect', x: left - 1, y: bottom, width: width + 1, height: 1, fill: theme.axis },
  ];
  for (const { value, label } of ticks) {
    const x = Math.min(left + width - 1, Math.round(area.x(value)));
    marks.push({ kind: 'rect', x, y: bottom, width: 1, height: gaps.tick, fill: theme.axis });
    if (!hasLabels || label === '') continue;
    // A label at the end of the axis stays within the picture's margin.
    const half = measureText(label, fontSizes.tick) / 2;
    const middle = Math.min(x + 0.5, left + width + 12 + gaps.outer - 2 - half);
    const y = bottom + gaps.tick + gaps.tickLabel + fontSizes.tick * 0.8;
    marks.push(tickText(label, { x: middle, y, anchor: 'middle', theme }));
  }
  if (!hasLabels || axis.label === '') return marks;
  const y = bottom + gaps.tick + gaps.tickLabel + fontSizes.tick + gaps.label + fontSizes.label * 0.8;
  marks.push({
    kind: 'text',
    x: left + width / 2,
    y,
    text: axis.label,
    size: fontSizes.label,
    fill: theme.quiet,
    anchor: 'middle',
  });
  return marks;
}

function yAxis(
  axis: Axis,
  { area, ticks, labelX }: { area: PlotArea; ticks: readonly AxisTick[]; labelX: number },
): Mark[] {
  const { left, top, height, theme } = area;
  const marks: Mark[] = [{ kind: 'rect', x: left - 1, y: top, width: 1, height, fill: theme.axis }];
  for (const { value, label } of ticks) {
    const y = Math.min(top + height, Math.round(area.y(value)));
    marks.push({ kind: 'rect', x: left - 1 - gaps.tick, y, width: gaps.tick, height: 1, fill: theme.axis });
    const baseline = y + 0.5 + halfCapital * fontSizes.tick;
    marks.push(
      tickText(label, { x: left - 1 - gaps.tick - gaps.tickLabel, y: baseline, anchor: 'end', theme }),
    );
  }
  marks.push(...turnedLabel(axis.label, { x: labelX + fontSizes.label * 0.8, area }));
  return marks;
}

/** A label that reads upwards along an axis, left out where the axis is shorter than it. */
function turnedLabel(label: string, { x, area }: { x: number; area: PlotArea }): Mark[] {
  const text = fitText(label, { size: fontSizes.label, width: area.height });
  // What remains of a cut label says less than none.
  if (text !== label || label === '') return [];
  const y = area.top + area.height / 2;
  return [
    {
      kind: 'text',
      x,
      y,
      text,
      size: fontSizes.label,
      fill: area.theme.quiet,
      anchor: 'middle',
      turned: true,
    },
  ];
}

function head(
  { title, legend }: Panel,
  { place, theme }: { readonly place: PanelPlace; readonly theme: Theme },
): Mark[] {
  const marks: Mark[] = [];
  if (title !== undefined) {
    const text = fitText(title, { size: fontSizes.panel, width: place.width });
    marks.push({
      kind: 'text',
      x: place.left,
      y: place.headBaseline,
      text,
      size: fontSizes.panel,
      fill: theme.text,
    });
  }
  (legend?.(theme) ?? []).forEach(({ label, colour }, i) => {
    const { x, baseline } = place.legend[i]!;
    const middle = baseline - halfCapital * fontSizes.label;
    marks.push({ kind: 'rect', x, y: Math.round(middle) - 2, width: legendSwatch, height: 4, fill: colour });
    const text = fitText(label, { size: fontSizes.label, width: place.width - legendSwatch - 6 });
    marks.push({
      kind: 'text',
      x: x + legendSwatch + 6,
      y: baseline,
      text,
      size: fontSizes.label,
      fill: theme.quiet,
    });
  });
  return marks;
}

function colourBar(
  { colourBar }: Panel,
  { place, theme }: { readonly place: PanelPlace; readonly theme: Theme },
): Mark[] {
  if (colourBar === undefined) return [];
  const { axis, colourMap } = colourBar;
  const { barLeft: left, top, height } = place;
  const width = gaps.barWidth;
  const values = Uint8Array.from({ length: barSteps }, (_, i) => barSteps - 1 - i);
  const marks: Mark[] = [
    {
      kind: 'image',
      x: left,
      y: top,
      width,
      height,
      columns: 1,
      rows: barSteps,
      values,
      colourMap,
      smooth: true,
    },
  ];
  let labelWidth = 0;
  for (const { value, label } of visible(axis, height)) {
    const y = Math.min(top + height - 1, Math.round(top + (1 - axis.scale.place(value)) * height));
    marks.push({ kind: 'rect', x: left + width, y, width: gaps.tick, height: 1, fill: theme.axis });
    const baseline = y + 0.5 + halfCapital * fontSizes.tick;
    const x = left + width + gaps.tick + gaps.tickLabel;
    marks.push(tickText(label, { x, y: baseline, anchor: 'start', theme }));
    labelWidth = Math.max(labelWidth, measureText(label, fontSizes.tick));
  }
  const x = left + width + gaps.tick + gaps.tickLabel + labelWidth + gaps.label + fontSizes.label * 0.8;
  const area = { left, top, width, height, theme, x: () => 0, y: () => 0 };
  return [...marks, ...turnedLabel(axis.label, { x, area })];
}

function tickText(
  text: string,
  { x, y, anchor, theme }: { x: number; y: number; anchor: TextMark['anchor']; theme: Theme },
): TextMark {
  return { kind: 'text', x, y, text, size: fontSizes.tick, fill: theme.quiet, anchor: anchor! };
}
