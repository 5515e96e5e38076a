/** The two looks of a picture: for white pages and for dark ones. */

import type { Colour } from './picture.ts';

/** The looks by name. */
export type ThemeName = 'light' | 'dark';

/** The colours of a look. */
export interface Theme {
  readonly background: Colour;
  /** Behind the data. */
  readonly field: Colour;
  readonly text: Colour;
  /** Tick labels, axis labels. */
  readonly quiet: Colour;
  /** Axis lines and ticks. */
  readonly axis: Colour;
  readonly grid: Colour;
  /** Colours of lines, boxes and bars, in turn: told apart by the colour-blind too (Okabe and Ito 2008, adapted to the ground). */
  readonly series: readonly Colour[];
}

/** Both looks. */
export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    field: '#ffffff',
    text: '#1a1c20',
    quiet: '#50555e',
    axis: '#8a909a',
    grid: '#e6e8ec',
    series: ['#0072b2', '#d55e00', '#009e73', '#b8579a', '#c98a00', '#3fa0d8', '#5c6370'],
  },
  dark: {
    background: '#16181d',
    field: '#1b1e24',
    text: '#eceef2',
    quiet: '#b3b9c4',
    axis: '#6b727e',
    grid: '#2c3038',
    series: ['#4aa8e8', '#f08a3c', '#2fc79a', '#dd8cc4', '#ecb940', '#8fd0f5', '#a9b0bd'],
  },
};
