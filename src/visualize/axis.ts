/** Axes: a scale, what it is called, and its ticks for the room there is. */

import { type AxisScale, linearScale, logScale, melScale } from './scale.ts';
import {
  type AxisTick,
  formatPlain,
  frequencyTicks,
  linearTicks,
  logTicks,
  niceDomain,
  timeLabel,
  timeTicks,
} from './ticks.ts';

/** One axis of a panel. */
export interface Axis {
  readonly scale: AxisScale;
  /** With its unit: `Frequency (kHz)`. Empty: none. */
  readonly label: string;
  /** The ticks of an axis of so many pixels. */
  ticks(lengthPixels: number): readonly AxisTick[];
}

/** Pixels that a label takes: across the reading direction on y axes, along it on x axes. */
const room = { x: 90, y: 36 } as const;

/** Which way an axis runs, which says how much room its labels take. */
export type AxisSide = keyof typeof room;

/** Seconds from `start` to `end`. */
export function timeAxis(start: number, end: number): Axis {
  return {
    scale: linearScale(start, end),
    // The usual width decides between seconds and clock time, so that the label does not depend on the size.
    label: timeLabel(start, end, 10),
    ticks: (length) => timeTicks(start, end, length / room.x),
  };
}

/** How a frequency axis is divided. */
export type FrequencyScale = 'linear' | 'log' | 'mel';

/** Hertz from `low` to `high`; a linear axis counts in kHz. */
export function frequencyAxis(low: number, high: number, kind: FrequencyScale): Axis {
  if (kind === 'linear') {
    const unit = high >= 2000 ? 1000 : 1;
    return {
      scale: linearScale(low, high),
      label: unit === 1 ? 'Frequency (Hz)' : 'Frequency (kHz)',
      ticks: (length) =>
        linearTicks(low / unit, high / unit, length / room.y).map(({ value, label }) => ({
          value: value * unit,
          label,
        })),
    };
  }
  const scale = kind === 'log' ? logScale(low, high) : melScale(low, high);
  return {
    scale,
    label: 'Frequency (Hz)',
    ticks: (length) =>
      frequencyTicks(low, high, { place: (hertz) => scale.place(hertz), spacing: (room.y * 0.6) / length }),
  };
}

/** Options of {@link numberAxis}. */
export interface NumberAxisOptions {
  readonly label: string;
  readonly side: AxisSide;
  readonly log?: boolean;
  readonly nice?: boolean;
  readonly whole?: boolean;
}

/** Any numbers, from `low` to `high`; with `nice` the ends become round, with `whole` there are ticks at whole numbers only. */
export function numberAxis(
  [low, high]: readonly [number, number],
  { label, side, log = false, nice = false, whole = false }: NumberAxisOptions,
): Axis {
  if (log) {
    return {
      scale: logScale(low, high),
      label,
      ticks: (length) => logTicks(low, high, length / room[side]),
    };
  }
  const [start, end] = nice ? niceDomain(low, high, 6) : [low, high];
  const scale = linearScale(start, end);
  const [from, to] = scale.domain;
  return {
    scale,
    label,
    ticks(length) {
      const count = length / room[side];
      // Steps below 1 would stand between whole numbers.
      return linearTicks(from, to, whole ? Math.min(count, to - from) : count);
    },
  };
}

/** Full scale up and down, labelled at its ends and in the middle. */
export function amplitudeAxis(peak: number): Axis {
  const label = (value: number): string => formatPlain(Number(value.toPrecision(3)));
  return {
    scale: linearScale(-peak, peak),
    label: 'Amplitude',
    ticks: (length) => {
      const values =
        length < 60 ? [-peak, peak] : length < 200 ? [-peak, 0, peak] : [-peak, -peak / 2, 0, peak / 2, peak];
      return values.map((value) => ({ value, label: label(value) }));
    },
  };
}

/** Names in equal steps: the first stands at 0, the next at 1, … */
export function categoryAxis(names: readonly string[], label: string): Axis {
  return {
    scale: linearScale(-0.5, names.length - 0.5),
    label,
    ticks: () => names.map((name, value) => ({ value, label: name })),
  };
}
