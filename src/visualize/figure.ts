/** A figure: panels one below the other, with a title, axes, legends and colour bars, laid out so that their data stand in line. */

import { ArgumentError, checkChoice, checkInteger } from '../util/index.ts';
import { drawPanel } from './draw-panel.ts';
import { type FigureOptions, fontSizes, gaps, layoutFigure } from './layout.ts';
import type { Panel } from './panel.ts';
import type { Mark, Picture } from './picture.ts';
import { fitText } from './text.ts';
import { type ThemeName, themes } from './theme.ts';

const themeNames = Object.keys(themes) as ThemeName[];
/** No screen and no paper is larger; a wrong unit is. */
const maxSide = 16384;

/**
 * The panels as one picture, the first on top. Panels that end at the same times share the labels of the lowest one. Throws
 * `ArgumentError` for no panel, and for a size at which the labels leave no room for the data.
 *
 * @example
 * const picture = figure([waveformPanel(song), spectrogramPanel(song)], { title: 'Song', width: 1200 });
 */
export function figure(panels: readonly Panel[], options: FigureOptions = {}): Picture {
  if (panels.length === 0) {
    throw new ArgumentError({
      place: 'figure',
      expected: 'at least one panel',
      got: 'none',
      remedy: 'Give one',
    });
  }
  const theme = themes[checkChoice('theme', options.theme ?? 'light', themeNames)];
  const width = checkInteger('width', options.width ?? 1000, { min: 100, max: maxSide });
  if (options.height !== undefined) checkInteger('height', options.height, { min: 60, max: maxSide });
  const layout = layoutFigure(panels, { ...options, width, theme });
  const title = options.title ?? '';
  const marks: Mark[] = [];
  if (title !== '') {
    marks.push({
      kind: 'text',
      x: gaps.outer,
      y: gaps.outer + fontSizes.title * 0.8,
      text: fitText(title, { size: fontSizes.title, width: width - 2 * gaps.outer }),
      size: fontSizes.title,
      fill: theme.text,
    });
  }
  panels.forEach((panel, i) => {
    marks.push(...drawPanel(panel, layout.places[i]!, theme));
  });
  const names = [title, ...panels.map((panel) => panel.title ?? '')].filter((name) => name !== '');
  return {
    width,
    height: layout.height,
    background: theme.background,
    title: names.join(', ') || 'Figure',
    marks,
  };
}
