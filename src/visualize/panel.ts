/** Panels: the rectangles with axes that figures are made of. A panel says what it shows; the figure gives it its place. */

import type { Axis } from './axis.ts';
import type { ColourMap } from './colour-maps.ts';
import type { Colour, Mark } from './picture.ts';
import type { Theme } from './theme.ts';

/** The place of a panel's data in the picture, in whole pixels. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  /** The pixel of a value of the x axis … */
  x(value: number): number;
  /** … and of the y axis. */
  y(value: number): number;
}

/** A name for a colour. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: Colour;
}

/** What the colours of a matrix mean. */
export interface ColourBar {
  readonly colourMap: ColourMap;
  readonly axis: Axis;
}

/** One panel. */
export interface Panel {
  /** Above it, at the left. */
  readonly title?: string;
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  /** Pixels of its data's height where the figure's height is not given; in a figure of given height, its share. */
  readonly height: number;
  /** Lines behind the data at the ticks. Default `none`. */
  readonly grid?: 'none' | 'x' | 'y' | 'both';
  readonly legend?: (theme: Theme) => readonly LegendEntry[];
  readonly colourBar?: ColourBar;
  /** The data; what leaves the area is cut off. */
  draw(area: PlotArea): readonly Mark[];
}
