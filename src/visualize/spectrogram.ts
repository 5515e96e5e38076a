/** Spectrograms: how strong which frequency is when, in decibels, on a linear, logarithmic or mel axis. */

import type { Audio } from '../audio/index.ts';
import { applyMelFilterBank, type MelFilterBank, makeMelFilterBank } from '../dsp/index.ts';
import { checkChoice, checkInteger, checkNumber } from '../util/index.ts';
import { type FrequencyScale, frequencyAxis, numberAxis, timeAxis } from './axis.ts';
import { type ColourMap, type ColourMapName, colourMap } from './colour-maps.ts';
import { figure } from './figure.ts';
import { frequencyImage, type TimeFrequency } from './frequency-image.ts';
import type { FigureOptions } from './layout.ts';
import type { Panel } from './panel.ts';
import type { Picture } from './picture.ts';
import { linearScale } from './scale.ts';
import { type ColumnSpectra, columnSpectra, peakPower, type SpectraOptions } from './spectra.ts';

/** How frequencies are laid out. */
export interface FrequencyOptions {
  /** `linear` (default), `log` (octaves equally high), or `mel` (bands equally wide to the ear). */
  readonly frequency?: FrequencyScale;
  /** The lowest frequency. Default 0 Hz; on a logarithmic axis 30 Hz, or two bins where they are wider. */
  readonly minHz?: number;
  /** The highest frequency. Default: half the sample rate. */
  readonly maxHz?: number;
}

/** Options of spectrograms. */
export interface SpectrogramOptions extends SpectraOptions, FrequencyOptions {
  /** Mel bands. Default 128, or as many (96, 64, …) as leave no band without a bin. */
  readonly melCount?: number;
  /** How far below the reference the colours reach. Default 80 dB. */
  readonly topDb?: number;
  /**
   * What is 0 dB: `'peak'` (default), the strongest point; or an amplitude, 1 being a sine of full scale, for pictures that can
   * be compared with one another. What is louder has the last colour.
   */
  readonly reference?: 'peak' | number;
  /** Default `magma`. */
  readonly colourMap?: ColourMapName;
  /** What the time axis says at the first sample, in seconds. Default 0. */
  readonly offsetSeconds?: number;
  /** Above the panel. */
  readonly title?: string;
}

const panelHeight = 260;
const lowestLogHz = 30;
/** What has no power still has a logarithm: −300 dB. */
const leastPower = 1e-30;
const melCounts = [128, 96, 64, 48, 32, 16];

/**
 * The panel of a spectrogram, of the mean power of the channels or of one channel. Throws `ArgumentError` for audio without samples
 * or with one that is not finite, and for options out of range.
 */
export function spectrogramPanel(audio: Audio, options: SpectrogramOptions = {}): Panel {
  return spectrogramPanels([audio], options)[0]!;
}

/**
 * The panels of several sounds' spectrograms with one scale of colours: 0 dB is the strongest point of all. Titles, where given, go
 * to the panels in turn.
 */
export function spectrogramPanels(
  sounds: readonly Audio[],
  options: SpectrogramOptions & { readonly titles?: readonly string[] } = {},
): Panel[] {
  const spectra = sounds.map((audio) => columnSpectra('spectrogram', audio, withFftSize(options)));
  return spectraPanels(spectra, { ...options, peakOf: 'all' });
}

/**
 * The spectrogram of `audio` as a picture.
 *
 * @example
 * const png = renderPng(spectrogramPicture(song, { frequency: 'log', topDb: 70 }), { scale: 2 });
 */
export function spectrogramPicture(audio: Audio, options: SpectrogramOptions & FigureOptions = {}): Picture {
  const { title, ...panel } = options;
  return figure([spectrogramPanel(audio, panel)], options);
}

/** Bins a logarithmic axis needs for its lowest octaves: 11 Hz at 44.1 kHz. */
const logFftSize = 4096;

/** The options with the FFT size that suits the frequency axis, unless they have one. */
export function withFftSize<T extends SpectraOptions & FrequencyOptions>(options: T): T {
  if (options.fftSize !== undefined || options.frequency !== 'log') return options;
  return { ...options, fftSize: logFftSize };
}

/** The panels of spectra that are there already; 0 dB is the peak of all of them, or of the first that is not silent. */
export function spectraPanels(
  spectra: readonly ColumnSpectra[],
  options: SpectrogramOptions & { readonly titles?: readonly string[]; readonly peakOf: 'all' | 'first' },
): Panel[] {
  const topDb = checkNumber('topDb', options.topDb ?? 80, { above: 0, max: 400 });
  const parts = spectra.map((some) => ({ some, ...frequencyRange(some, options) }));
  const matrices = parts.map(({ some, ...range }) =>
    matrixOf(some, { ...range, melCount: options.melCount }),
  );
  const peaks = matrices.map(({ values }) => peakPower({ power: values }));
  const peak = options.peakOf === 'all' ? Math.max(...peaks) : (peaks.find((power) => power > 0) ?? 0);
  const { reference = 'peak' } = options;
  const zero = reference === 'peak' ? peak || 1 : checkNumber('reference', reference, { above: 0 }) ** 2;
  const map = colourMap(options.colourMap ?? 'magma');
  return parts.map(({ some, frequency, minHz, maxHz }, i) => {
    const title = options.titles?.[i] ?? options.title ?? '';
    return {
      ...heatPanel(matrices[i]!, {
        spectra: some,
        frequency,
        range: [minHz, maxHz],
        map,
        offsetSeconds: options.offsetSeconds,
        // 10·log₁₀(power / zero) from −topDb to 0 as 0 to 1.
        shade: (power) => 1 + (10 * Math.log10(Math.max(power, leastPower) / zero)) / topDb,
      }),
      ...(title === '' ? {} : { title }),
      colourBar: {
        colourMap: map,
        axis: numberAxis([-topDb, 0], { label: reference === 1 ? 'dBFS' : 'dB', side: 'y' }),
      },
    };
  });
}

/** What a panel of any matrix over time and frequency needs. */
export interface HeatOptions {
  readonly spectra: Pick<ColumnSpectra, 'durationSeconds'>;
  readonly frequency: FrequencyScale;
  readonly range: readonly [number, number];
  readonly map: ColourMap;
  readonly shade: (value: number) => number;
  readonly offsetSeconds: number | undefined;
}

/** The panel of a matrix over time and frequency; bands of mels lie in it as bins one hertz wide. */
export function heatPanel(matrix: TimeFrequency, options: HeatOptions): Panel {
  const { spectra, frequency, range, map, shade } = options;
  const start = checkNumber('offsetSeconds', options.offsetSeconds ?? 0);
  const yAxis = frequencyAxis(range[0], range[1], frequency);
  const isBands = frequency === 'mel';
  return {
    xAxis: timeAxis(start, start + spectra.durationSeconds),
    yAxis,
    height: panelHeight,
    draw({ left, top, width, height }) {
      // Cells as high as they are wide, and never fewer than pixels.
      const rows = isBands
        ? matrix.binCount
        : Math.round(Math.max(height, (height * matrix.columnCount) / width));
      const scale = isBands ? linearScale(-0.5, matrix.binCount - 0.5) : yAxis.scale;
      const values = frequencyImage(matrix, { scale, rows, shade });
      return [
        {
          kind: 'image',
          x: left,
          y: top,
          width,
          height,
          columns: matrix.columnCount,
          rows,
          values,
          colourMap: map,
          smooth: true,
        },
      ];
    },
  };
}

/** The axis and its ends, checked. */
export function frequencyRange(
  { sampleRate, fftSize }: Pick<ColumnSpectra, 'sampleRate' | 'fftSize'>,
  options: FrequencyOptions,
): { readonly frequency: FrequencyScale; readonly minHz: number; readonly maxHz: number } {
  const frequency = checkChoice('frequency', options.frequency ?? 'linear', [
    'linear',
    'log',
    'mel',
  ] as const);
  const maxHz = checkNumber('maxHz', options.maxHz ?? sampleRate / 2, { above: 0, max: sampleRate / 2 });
  const isLog = frequency === 'log';
  const lowest = isLog ? Math.min(maxHz / 4, Math.max(lowestLogHz, (2 * sampleRate) / fftSize)) : 0;
  const minHz = checkNumber('minHz', options.minHz ?? lowest, {
    min: 0,
    below: maxHz,
    ...(isLog ? { above: 0 } : {}),
  });
  return { frequency, minHz, maxHz };
}

interface MatrixOptions {
  readonly frequency: FrequencyScale;
  readonly minHz: number;
  readonly maxHz: number;
  readonly melCount: number | undefined;
}

/** The bins as they are, or gathered into mel bands. */
function matrixOf(spectra: ColumnSpectra, options: MatrixOptions): TimeFrequency {
  const { sampleRate, fftSize, columnCount, power } = spectra;
  const { frequency, minHz, maxHz, melCount } = options;
  if (frequency !== 'mel') return { ...spectra, values: power, binHz: sampleRate / fftSize };
  const make = (count: number): MelFilterBank =>
    makeMelFilterBank({ sampleRate, fftSize, melCount: count, minHz, maxHz });
  const asked =
    melCount === undefined ? melCounts : [checkInteger('melCount', melCount, { min: 1, max: 4096 })];
  const count = asked.find((candidate) => {
    const { firstBins, endBins } = make(candidate);
    return endBins.every((end, band) => end > firstBins[band]!);
  });
  const bank = make(count ?? asked.at(-1)!);
  return { columnCount, binCount: bank.melCount, values: applyMelFilterBank(power, bank), binHz: 1 };
}
