/** Waveforms: peaks and RMS over time, or the line itself where the samples are few enough to be seen. */

import { type Audio, durationSeconds } from '../audio/index.ts';
import { checkChoice, checkNumber } from '../util/index.ts';
import { amplitudeAxis, timeAxis } from './axis.ts';
import { waveformEnvelope } from './envelope.ts';
import { figure } from './figure.ts';
import type { FigureOptions } from './layout.ts';
import type { Panel, PlotArea } from './panel.ts';
import type { Colour, Mark, Picture } from './picture.ts';
import { channelName, soundChannels } from './sound.ts';

/** Options of waveforms. */
export interface WaveformOptions {
  /** Only the channel at this index. Default: all. */
  readonly channel?: number;
  /**
   * `apart` (default): a panel for each channel. `together`: one panel with what all of them reach; nothing cancels as in a
   * mixdown.
   */
  readonly channels?: 'apart' | 'together';
  /** What the amplitude axis reaches to, up and down. Default 1 (full scale), or the peak where that is higher; `'peak'`: the peak. */
  readonly amplitude?: number | 'peak';
  /** What the time axis says at the first sample, in seconds: where an excerpt begins. Default 0. */
  readonly offsetSeconds?: number;
  /** Above the panel. */
  readonly title?: string;
  /** Which of the theme's colours, from 0. Default 0. */
  readonly series?: number;
}

const panelHeight = 130;
/** Twice the usual pixels, so that screens of high density have their detail. */
const columnsPerPixel = 2;
/** With fewer samples per pixel than this, the line is drawn through the samples themselves. */
const samplesPerPixelOfLines = 2;

/**
 * The panels of a waveform, one per channel or one for all: the outer shape is the peaks, the inner one the RMS. Throws
 * `ArgumentError` for audio without samples or with one that is not finite.
 */
export function waveformPanels(audio: Audio, options: WaveformOptions = {}): Panel[] {
  const chosen = soundChannels('waveform', audio, options.channel);
  const layout = checkChoice('channels', options.channels ?? 'apart', ['apart', 'together'] as const);
  const start = checkNumber('offsetSeconds', options.offsetSeconds ?? 0);
  const peak = amplitudeOf(chosen, options.amplitude);
  const groups = layout === 'together' || chosen.length === 1 ? [chosen] : chosen.map((samples) => [samples]);
  return groups.map((channels, c): Panel => {
    const name = groups.length > 1 ? channelName(c, groups.length) : '';
    const title = [options.title ?? '', name].filter((part) => part !== '').join(', ');
    return {
      ...(title === '' ? {} : { title }),
      xAxis: timeAxis(start, start + durationSeconds(audio)),
      yAxis: amplitudeAxis(peak),
      height: panelHeight,
      draw: (area) => drawWaveform(channels, { area, peak, series: options.series ?? 0 }),
    };
  });
}

/**
 * The waveform of `audio` as a picture.
 *
 * @example
 * const svg = renderSvg(waveformPicture(song, { title: 'Song', width: 800 }));
 */
export function waveformPicture(audio: Audio, options: WaveformOptions & FigureOptions = {}): Picture {
  const { title, ...panel } = options;
  return figure(waveformPanels(audio, panel), options);
}

/** What the amplitude axes of several sounds reach to when they are to be one: the option, or the highest peak. */
export function sharedAmplitude(
  sounds: readonly Audio[],
  { amplitude, channel }: Pick<WaveformOptions, 'amplitude' | 'channel'> = {},
): number {
  const all = sounds.flatMap((audio) => soundChannels('waveform', audio, channel));
  const peaks = all.map((samples) => amplitudeOf([samples], amplitude));
  return Math.max(...peaks);
}

function amplitudeOf(channels: readonly Float32Array[], asked: number | 'peak' = 1): number {
  if (asked !== 'peak') checkNumber('amplitude', asked, { above: 0 });
  const { lowest, highest } = waveformEnvelope(channels, { columns: 1 });
  const peak = Math.max(-lowest[0]!, highest[0]!);
  if (asked === 'peak') return peak === 0 ? 1 : peak;
  // An axis that is asked for is kept; full scale as the default gives way.
  return asked === 1 && peak > 1 ? peak : asked;
}

interface Drawing {
  readonly area: PlotArea;
  readonly peak: number;
  readonly series: number;
}

function drawWaveform(channels: readonly Float32Array[], { area, series }: Drawing): Mark[] {
  const { theme, left, top, width, height } = area;
  const fill = theme.series[series % theme.series.length]!;
  const middle: Mark = {
    kind: 'rect',
    x: left,
    y: Math.round(top + height / 2),
    width,
    height: 1,
    fill: theme.grid,
  };
  const length = channels[0]!.length;
  if (length <= width * samplesPerPixelOfLines) {
    return [middle, ...channels.map((samples) => lineThrough(samples, { area, stroke: fill }))];
  }
  const columns = width * columnsPerPixel;
  const { lowest, highest, rms } = waveformEnvelope(channels, { columns });
  // Within the peaks, from which the RMS of a wave slower than the columns would stick out on the other side.
  const inner = {
    low: lowest.map((low, i) => Math.min(highest[i]!, Math.max(low, -rms[i]!))),
    high: highest.map((high, i) => Math.max(lowest[i]!, Math.min(high, rms[i]!))),
  };
  return [
    middle,
    { kind: 'polygon', points: between(lowest, highest, area), fill, opacity: 0.5 },
    { kind: 'polygon', points: between(inner.low, inner.high, area), fill },
  ];
}

/** The outline of what lies between two curves, at least a hairline thick so that silence is seen too. */
function between(low: Float32Array, high: Float32Array, area: PlotArea): number[] {
  const step = area.width / low.length;
  const points: number[] = [];
  for (let i = 0; i < high.length; i++) points.push(area.left + (i + 0.5) * step, area.y(high[i]!) - 0.5);
  for (let i = low.length - 1; i >= 0; i--) points.push(area.left + (i + 0.5) * step, area.y(low[i]!) + 0.5);
  return points;
}

function lineThrough(samples: Float32Array, { area, stroke }: { area: PlotArea; stroke: Colour }): Mark {
  const step = area.width / samples.length;
  const points: number[] = [];
  for (let n = 0; n < samples.length; n++) points.push(area.left + n * step, area.y(samples[n]!));
  if (samples.length === 1) points.push(area.left + step, area.y(samples[0]!));
  return { kind: 'line', points, stroke, width: 1.2 };
}
