/**
 * Pictures: waveforms, spectrograms, masks, comparisons, curves, box plots and bars. Stands above sound and signal processing and
 * below evaluation and its reports. `…Picture` makes a whole picture, `…Panel` a part for `figure`, `renderSvg` and `renderPng`
 * turn any picture into text or bytes; all of it runs in Node and in browsers, and the same input gives the same bytes.
 */

export { alignTimes } from './align-times.ts';
export {
  type Axis,
  type AxisSide,
  categoryAxis,
  type FrequencyScale,
  frequencyAxis,
  type NumberAxisOptions,
  numberAxis,
  timeAxis,
} from './axis.ts';
export { type Bar, type BarGroup, type BarOptions, barPanel, barPicture } from './bars.ts';
export { base64 } from './base64.ts';
export { type BoxGroup, type BoxOptions, boxPanel, boxPicture } from './boxes.ts';
export { type ColourMap, type ColourMapName, colourMap, colourMapNames } from './colour-maps.ts';
export {
  type ComparisonOptions,
  comparisonPanels,
  comparisonPicture,
  type EstimatePair,
} from './comparison.ts';
export { type CurveData, parseCurves } from './curve-data.ts';
export { type Curve, type CurveOptions, curvePanel, curvePicture } from './curves.ts';
export { encodePng, type PngImage } from './encode-png.ts';
export { type Envelope, waveformEnvelope } from './envelope.ts';
export { figure } from './figure.ts';
export { type FiveNumbers, fiveNumbers } from './five-numbers.ts';
export type { ChartGroup } from './groups.ts';
export { escapeHtml, figureText, type Html, html, raw } from './html.ts';
export type { FigureOptions } from './layout.ts';
export { type MaskMatrix, type MaskOptions, maskPanel, maskPicture, stemMaskPanel } from './mask.ts';
export { type PageStyleParts, pageStyle } from './page-style.ts';
export type { ColourBar, LegendEntry, Panel, PlotArea } from './panel.ts';
export type {
  ClipMark,
  Colour,
  DiscMark,
  ImageMark,
  LineMark,
  Mark,
  Picture,
  PolygonMark,
  RectMark,
  TextMark,
} from './picture.ts';
export { type PngOptions, renderPng } from './render-png.ts';
export { renderSvg } from './render-svg.ts';
export { type AxisScale, linearScale, logScale, melScale } from './scale.ts';
export { type ColumnSpectra, columnSpectra, type SpectraOptions } from './spectra.ts';
export {
  type FrequencyOptions,
  type SpectrogramOptions,
  spectrogramPanel,
  spectrogramPanels,
  spectrogramPicture,
} from './spectrogram.ts';
export { measureText } from './text.ts';
export { type Theme, type ThemeName, themes } from './theme.ts';
export type { AxisTick } from './ticks.ts';
export { sharedAmplitude, type WaveformOptions, waveformPanels, waveformPicture } from './waveform.ts';
