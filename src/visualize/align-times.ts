/** Panels of different lengths on one time axis: the shorter ones end where their sound ends. */

import { timeAxis } from './axis.ts';
import type { Panel } from './panel.ts';

/**
 * The panels, all reaching from the earliest start to the latest end, so that equal times stand below each other in a figure. Their
 * x axes must be in seconds, as those of waveforms, spectrograms and masks are.
 *
 * @example
 * const picture = figure(alignTimes([...waveformPanels(song), ...waveformPanels(excerpt)]));
 */
export function alignTimes(panels: readonly Panel[]): Panel[] {
  const domains = panels.map(({ xAxis }) => xAxis.scale.domain);
  const start = Math.min(...domains.map(([first]) => first));
  const end = Math.max(...domains.map(([, last]) => last));
  return panels.map((panel, i) => {
    const [first, last] = domains[i]!;
    if (first === start && last === end) return panel;
    return {
      ...panel,
      xAxis: timeAxis(start, end),
      draw(area) {
        const left = Math.round(area.x(first));
        const width = Math.max(1, Math.round(area.x(last)) - left);
        const x = (value: number): number => left + panel.xAxis.scale.place(value) * width;
        return panel.draw({ ...area, left, width, x });
      },
    };
  });
}
