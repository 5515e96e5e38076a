/** An estimate beside its reference: both, and what is left when one is taken from the other. */

import type { Audio } from '../audio/index.ts';
import { checkChoice } from '../util/index.ts';
import { figure } from './figure.ts';
import type { FigureOptions } from './layout.ts';
import { difference } from './mask.ts';
import type { Panel } from './panel.ts';
import type { Picture } from './picture.ts';
import { columnSpectra } from './spectra.ts';
import { type SpectrogramOptions, spectraPanels, withFftSize } from './spectrogram.ts';
import { sharedAmplitude, type WaveformOptions, waveformPanels } from './waveform.ts';

/** The two sides of a comparison, of one rate, length and channel count. */
export interface EstimatePair {
  /** The true stem. */
  readonly reference: Audio;
  /** What a separator made of it. */
  readonly estimate: Audio;
}

/** Options of comparisons; those of the kind that is not chosen are left aside. */
export interface ComparisonOptions
  extends Omit<SpectrogramOptions, 'title'>,
    Pick<WaveformOptions, 'amplitude' | 'channels'> {
  /** Default `spectrogram`. */
  readonly kind?: 'waveform' | 'spectrogram';
  /** What the panels are called. Default: Reference, Estimate, Difference. */
  readonly names?: readonly [reference: string, estimate: string, difference: string];
}

const defaultNames = ['Reference', 'Estimate', 'Difference'] as const;
/** Three panels together are about as high as one and a half alone. */
const panelHeights = { spectrogram: 170, waveform: 100 } as const;

/**
 * Three panels: reference, estimate, and estimate − reference. All have one scale: the colours of spectrograms are decibels below
 * the reference's peak, so that a difference which looks dark is small. Throws `ArgumentError` where rates, lengths or channel
 * counts differ.
 */
export function comparisonPanels(
  { reference, estimate }: EstimatePair,
  options: ComparisonOptions = {},
): Panel[] {
  const kind = checkChoice('kind', options.kind ?? 'spectrogram', ['waveform', 'spectrogram'] as const);
  const names = options.names ?? defaultNames;
  const sounds = [reference, estimate, difference('comparison', estimate, reference)];
  const height = panelHeights[kind];
  if (kind === 'waveform') {
    const { channels = 'together' } = options;
    const amplitude = sharedAmplitude(sounds, options);
    return sounds.flatMap((audio, i) =>
      waveformPanels(audio, { ...options, amplitude, channels, title: names[i]!, series: i }).map(
        (panel) => ({
          ...panel,
          height,
        }),
      ),
    );
  }
  const spectra = sounds.map((audio) => columnSpectra('comparison', audio, withFftSize(options)));
  return spectraPanels(spectra, { ...options, titles: names, peakOf: 'first' }).map((panel) => ({
    ...panel,
    height,
  }));
}

/**
 * An estimate against its reference as a picture of three panels.
 *
 * @example
 * const picture = comparisonPicture({ reference: vocals, estimate: stems.get('vocals') }, { title: 'vocals' });
 */
export function comparisonPicture(
  pair: EstimatePair,
  options: ComparisonOptions & FigureOptions = {},
): Picture {
  const { title, ...panels } = options;
  return figure(comparisonPanels(pair, panels), options);
}
