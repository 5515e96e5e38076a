/** From named files to a Picture: sound read and cut, numbers parsed, panels put together. */

import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type Audio, collectAudio, lengthSamples } from '../audio/index.ts';
import { excerptStream } from '../separate/index.ts';
import { ArgumentError, LimitError } from '../util/index.ts';
import {
  alignTimes,
  type Curve,
  comparisonPanels,
  curvePanel,
  figure,
  type Panel,
  type Picture,
  parseCurves,
  sharedAmplitude,
  spectrogramPanels,
  stemMaskPanel,
  waveformPanels,
} from '../visualize/index.ts';
import { onHost } from './host-error.ts';
import type { InputFile } from './inputs.ts';
import { openInput } from './open-input.ts';
import type { PlotKind, PlotOptions } from './plot-options.ts';

/** A picture, and what was done to make its parts fit. */
export interface PlottedPicture {
  readonly picture: Picture;
  readonly notes: readonly string[];
}

/** Sound is held in memory: about three quarters of an hour in stereo. */
const maxSoundBytes = 2 ** 30;
/** A table of numbers that is larger is something else. */
const maxTextBytes = 2 ** 26;

/** One picture of all `inputs`. Throws HostError, FormatError and ArgumentError that name the file or the option. */
export async function plotPicture(
  inputs: readonly InputFile[],
  { kind, options }: { readonly kind: PlotKind; readonly options: PlotOptions },
): Promise<PlottedPicture> {
  const notes: string[] = [];
  const panels =
    kind === 'curve'
      ? [await curvesOf(inputs, options)]
      : await soundPanels(inputs, { kind, options, note: (text) => notes.push(text) });
  const { width, height, theme } = options;
  const picture = figure(panels, {
    title: options.title ?? defaultTitle(inputs, { kind, options }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(theme === undefined ? {} : { theme }),
  });
  return { picture, notes };
}

/** Several inputs have their names above their panels. */
function defaultTitle(
  inputs: readonly InputFile[],
  { kind, options }: { kind: PlotKind; options: PlotOptions },
): string {
  if (inputs.length > 1) return '';
  const name = trackName(inputs[0]!);
  if (options.against === undefined) return name;
  const other = nameOf(options.against);
  return kind === 'mask' ? `Mask of ${name} in ${other}` : `${name} against ${other}`;
}

async function curvesOf(inputs: readonly InputFile[], options: PlotOptions): Promise<Panel> {
  const curves: Curve[] = [];
  let xLabel = 'Step';
  for (const input of inputs) {
    const data = parseCurves(input.name, await readText(input));
    if (data.xName !== undefined) xLabel = data.xName.charAt(0).toUpperCase() + data.xName.slice(1);
    for (const curve of data.curves) {
      curves.push(inputs.length === 1 ? curve : { ...curve, label: `${trackName(input)}: ${curve.label}` });
    }
  }
  const { log, yLabel = labelOf(curves) } = options;
  return curvePanel(curves, { xLabel, yLabel, ...(log === undefined ? {} : { log }) });
}

/** One curve says what it is; several are losses if they say so, or if they are the usual two. */
function labelOf(curves: readonly Curve[]): string {
  if (curves.length === 1) return curves[0]!.label;
  return curves.some(({ label }) => /loss|train|val/i.test(label)) ? 'Loss' : 'Value';
}

async function readText({ path, name }: InputFile): Promise<string> {
  const { size } = await onHost(name, 'a file of numbers', stat(path));
  if (size > maxTextBytes) {
    throw new LimitError({
      place: name,
      expected: `a table of at most ${maxTextBytes} bytes`,
      got: `${size}`,
      remedy: 'Name the file that holds the losses',
    });
  }
  return await onHost(name, 'a file of numbers', readFile(path, 'utf8'));
}

interface SoundJob {
  readonly kind: PlotKind;
  readonly options: PlotOptions;
  readonly note: (text: string) => void;
}

async function soundPanels(
  inputs: readonly InputFile[],
  { kind, options, note }: SoundJob,
): Promise<Panel[]> {
  const sounds = [];
  for (const input of inputs) sounds.push(await loadSound(input.path, { name: input.name, options }));
  const { against, startSeconds: offsetSeconds = 0 } = options;
  const titles = inputs.length === 1 ? [''] : inputs.map(trackName);
  const shared = { ...pictureOptions(kind, options), offsetSeconds };
  if (against !== undefined) {
    const other = await loadSound(against, { name: against, options });
    return sounds.flatMap((sound, i) => {
      const names = { estimate: inputs[i]!.name, reference: against };
      const pair = sameLength({ estimate: sound, reference: other, names }, note);
      if (kind === 'mask') {
        return [
          stemMaskPanel({ stem: pair.estimate, mixture: pair.reference }, { ...shared, title: titles[i]! }),
        ];
      }
      const prefix = titles[i] === '' ? '' : `${titles[i]}: `;
      return comparisonPanels(pair, {
        ...shared,
        kind: kind === 'waveform' ? 'waveform' : 'spectrogram',
        names: [`${prefix}Reference`, `${prefix}Estimate`, `${prefix}Difference`],
      });
    });
  }
  if (kind === 'waveform') {
    const channels = inputs.length === 1 ? 'apart' : 'together';
    const amplitude = sharedAmplitude(sounds, shared);
    return alignTimes(
      sounds.flatMap((sound, i) =>
        waveformPanels(sound, { ...shared, amplitude, channels, title: titles[i]! }),
      ),
    );
  }
  return alignTimes(spectrogramPanels(sounds, { ...shared, titles }));
}

/** The options that the functions of `visualize` know under the same names, as many columns as the file has pixels. */
function pictureOptions(kind: PlotKind, options: PlotOptions): Pick<PlotOptions, 'channel'> {
  const { channel, fftSize, hopSize, frequency, minHz, maxHz, melCount, topDb, reference, colourMap } =
    options;
  const columns = Math.min(2 ** 16, Math.max(1, Math.round((options.width ?? 1000) * (options.scale ?? 1))));
  const known = {
    channel,
    fftSize,
    hopSize,
    frequency: kind === 'mel' ? 'mel' : frequency,
    minHz,
    maxHz,
    melCount,
    topDb,
    reference,
    colourMap,
    columns,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** The part of a file that is asked for. */
async function loadSound(
  path: string,
  { name, options }: { readonly name: string; readonly options: PlotOptions },
): Promise<Audio> {
  const { startSeconds, durationSeconds, signal } = options;
  const opened = await openInput(path, { name, ...(signal === undefined ? {} : { signal }) });
  try {
    const stream = excerptStream(opened.stream, { startSeconds, durationSeconds });
    const bytes = (stream.lengthSamples ?? 0) * stream.channelCount * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > maxSoundBytes) {
      throw new LimitError({
        place: name,
        expected: `sound that fits into ${maxSoundBytes} bytes`,
        got: `${Math.round((stream.lengthSamples ?? 0) / stream.sampleRate)} s of ${stream.channelCount} channels`,
        remedy: 'Show a part of it: start and duration',
        neededBytes: bytes,
      });
    }
    return await collectAudio(stream, signal === undefined ? {} : { signal });
  } finally {
    await opened.close();
  }
}

interface NamedPair {
  readonly estimate: Audio;
  readonly reference: Audio;
  readonly names: { readonly estimate: string; readonly reference: string };
}

/** Both sides of one rate and channel count, the longer one cut. */
function sameLength(
  { estimate, reference, names }: NamedPair,
  note: (text: string) => void,
): { readonly estimate: Audio; readonly reference: Audio } {
  const [shape, other] = [estimate, reference].map(
    ({ sampleRate, channels }) => `${channels.length} channels at ${sampleRate} Hz`,
  );
  if (shape !== other) {
    throw new ArgumentError({
      place: names.estimate,
      expected: `the rate and the channels of ${names.reference} (${other})`,
      got: `${shape}`,
      remedy: 'Convert one of them',
    });
  }
  const lengths = [lengthSamples(estimate), lengthSamples(reference)] as const;
  const shorter = Math.min(...lengths);
  if (lengths[0] === lengths[1]) return { estimate, reference };
  const longer = lengths[0] > shorter ? names.estimate : names.reference;
  note(`${longer} is ${Math.abs(lengths[0] - lengths[1])} samples longer than the other and was cut`);
  const cut = (audio: Audio): Audio => ({
    ...audio,
    channels: audio.channels.map((samples) => samples.subarray(0, shorter)),
  });
  return { estimate: cut(estimate), reference: cut(reference) };
}

function trackName({ path, track }: InputFile): string {
  return track ?? nameOf(path);
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}
