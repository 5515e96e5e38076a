/** What `plotFiles` is asked for, and which of its options belong to which kind of picture. */

import { ArgumentError, checkChoice } from '../util/index.ts';
import type { ColourMapName, FrequencyScale, ThemeName } from '../visualize/index.ts';

/** The kinds of pictures. */
export const plotKinds = ['spectrogram', 'mel', 'waveform', 'mask', 'curve'] as const;

/** A kind of picture: `mel` is a spectrogram in mel bands. */
export type PlotKind = (typeof plotKinds)[number];

/** The kinds of files that pictures are written as. */
export const plotFormats = ['png', 'svg'] as const;

/** Options of `plotFiles`; each belongs to the kinds that {@link optionKinds} names. */
export interface PlotOptions {
  /** Default: `curve` where all inputs are CSV or JSON files, else `spectrogram`. */
  readonly kind?: PlotKind;
  /** What each input is compared with: its reference, or for masks its mixture. */
  readonly against?: string;
  /**
   * A file (.png, .svg) that shows all inputs in one picture, or a folder that gets a picture of each:
   * `<out>/<sub-folder>/<track>.<kind>.png`. Default: the folder `plots`. Existing files are replaced.
   */
  readonly out?: string;
  /** Of the pictures in a folder. Default `png`. */
  readonly format?: (typeof plotFormats)[number];
  /** Where the part that is shown begins. Default 0. */
  readonly startSeconds?: number;
  /** Default: to the end. */
  readonly durationSeconds?: number;
  /** Only the channel at this index. */
  readonly channel?: number;
  readonly fftSize?: number;
  readonly hopSize?: number;
  readonly frequency?: FrequencyScale;
  readonly minHz?: number;
  readonly maxHz?: number;
  readonly melCount?: number;
  readonly topDb?: number;
  /** See the option of spectrograms. */
  readonly reference?: 'peak' | number;
  readonly colourMap?: ColourMapName;
  /** A logarithmic y axis. */
  readonly log?: boolean;
  readonly yLabel?: string;
  /** Default: the name of the input. */
  readonly title?: string;
  /** Pixels. Default 1000. */
  readonly width?: number;
  /** Pixels. Default: what the panels ask for. */
  readonly height?: number;
  /** Device pixels per pixel of a PNG file. Default 1. */
  readonly scale?: number;
  readonly theme?: ThemeName;
  readonly signal?: AbortSignal;
}

const sound = ['spectrogram', 'mel', 'waveform', 'mask'] as const;
const transformed = ['spectrogram', 'mel', 'mask'] as const;

/** The kinds that an option means something to; those that are not named here suit all. */
export const optionKinds: Readonly<Partial<Record<keyof PlotOptions, readonly PlotKind[]>>> = {
  against: sound,
  startSeconds: sound,
  durationSeconds: sound,
  channel: sound,
  fftSize: transformed,
  hopSize: transformed,
  minHz: transformed,
  maxHz: transformed,
  colourMap: transformed,
  frequency: ['spectrogram', 'mask'],
  melCount: ['mel'],
  topDb: ['spectrogram', 'mel'],
  reference: ['spectrogram', 'mel'],
  log: ['curve'],
  yLabel: ['curve'],
};

/** Throws `ArgumentError` for an option that the kind has no use for. */
export function checkPlotOptions(kind: PlotKind, options: PlotOptions): void {
  checkChoice('kind', kind, plotKinds);
  for (const [key, kinds] of Object.entries(optionKinds)) {
    if (options[key as keyof PlotOptions] === undefined || kinds.includes(kind)) continue;
    throw new ArgumentError({
      place: key,
      expected: `a picture of kind ${kinds.join(' or ')}`,
      got: kind,
      remedy: 'Leave the option out, or choose another kind',
    });
  }
  if (kind !== 'mask' || options.against !== undefined) return;
  throw new ArgumentError({
    place: 'kind mask',
    expected: 'the mixture that the stem was taken from',
    got: 'none',
    remedy: 'Name it with the option against',
  });
}
