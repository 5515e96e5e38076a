/** What box plots and bars share: groups side by side, in each of them the same series in the same colours. */

import { ArgumentError } from '../util/index.ts';
import type { LegendEntry, PlotArea } from './panel.ts';
import type { Theme } from './theme.ts';

/** Something per group and series. */
export interface ChartGroup<Item> {
  /** Below the axis: a stem. */
  readonly label: string;
  /** One item per series, `undefined` where there is none: the separators. */
  readonly items: readonly (Item | undefined)[];
}

/** Pixels; wider ones look like blocks. */
const widest = 44;
/** Of the distance of groups, the rest being the gap between them. */
const groupShare = 0.78;
/** Of the room of an item. */
const itemShare = 0.78;

/** The middle and the width of each item of a group, in pixels. */
export function itemPlaces(
  area: PlotArea,
  group: number,
  count: number,
): readonly { x: number; width: number }[] {
  const room = Math.min((area.x(1) - area.x(0)) * groupShare, (count * widest) / itemShare);
  const step = room / count;
  const start = area.x(group) - room / 2;
  return Array.from({ length: count }, (_, i) => ({ x: start + (i + 0.5) * step, width: step * itemShare }));
}

/** Names and colours of the series; none where there is only one. */
export function seriesLegend(names: readonly string[], { series }: Theme): LegendEntry[] {
  if (names.length < 2) return [];
  return names.map((label, i) => ({ label, colour: series[i % series.length]! }));
}

/** Throws `ArgumentError` unless there are groups, each with an item (or `undefined`) per series. */
export function checkGroups(
  place: string,
  groups: readonly ChartGroup<unknown>[],
  series: readonly string[],
): void {
  const bad = groups.find(({ items }) => items.length !== series.length);
  if (groups.length > 0 && series.length > 0 && bad === undefined) return;
  throw new ArgumentError({
    place,
    expected: `groups with an item for each of ${series.length} series`,
    got: bad === undefined ? 'none' : `${bad.items.length} in ${JSON.stringify(bad.label)}`,
    remedy: 'Give undefined where there is nothing to show',
  });
}

/** Throws `ArgumentError` where nothing has a number. */
export function nothingToShow(place: string): ArgumentError {
  return new ArgumentError({
    place,
    expected: 'at least one finite number',
    got: 'none',
    remedy: 'Check where the numbers come from',
  });
}
