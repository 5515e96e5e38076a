/** `plotFiles`: pictures of sound files and of tables of losses, written as PNG or SVG files. */

import { realpath } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { ArgumentError, checkChoice } from '../util/index.ts';
import { type Picture, renderPng, renderSvg } from '../visualize/index.ts';
import { writeWhole } from './file-sink.ts';
import { findInputs, type InputFile } from './inputs.ts';
import { safeName } from './layout.ts';
import { checkPlotOptions, type PlotKind, type PlotOptions, plotFormats } from './plot-options.ts';
import { plotPicture } from './plot-picture.ts';

/** A picture that was written. */
export interface PlotDone {
  readonly type: 'done';
  /** The names of the inputs that it shows. */
  readonly inputs: readonly string[];
  /** Absolute path. */
  readonly output: string;
  readonly kind: PlotKind;
  /** In pixels of the file. */
  readonly width: number;
  readonly height: number;
  /** What was done to make its parts fit. */
  readonly notes: readonly string[];
}

/** An input, or a picture of several, that failed. */
export interface PlotFailed {
  readonly type: 'failed';
  readonly inputs: readonly string[];
  readonly error: unknown;
}

/** Tells of each picture as it is done or failed. */
export interface PlotFilesOptions extends PlotOptions {
  readonly onEvent?: (event: PlotDone | PlotFailed) => void;
}

/**
 * Writes pictures of `inputs` (audio files, folders, patterns; for curves CSV and JSON files), and returns what became of each.
 * A failing input does not keep the others from being drawn, unless all are to stand in one picture. Files appear under their
 * names only when they are complete and replace what was there. Throws `ArgumentError` for options that are wrong or do not go
 * together.
 *
 * @example
 * await plotFiles(['separated/'], { kind: 'spectrogram', frequency: 'log', out: 'plots' });
 */
export async function plotFiles(
  inputs: readonly string[],
  options: PlotFilesOptions = {},
): Promise<readonly (PlotDone | PlotFailed)[]> {
  const { out = 'plots', onEvent, signal } = options;
  const kind = options.kind ?? (inputs.length > 0 && inputs.every(isTable) ? 'curve' : 'spectrogram');
  checkPlotOptions(kind, options);
  const results: (PlotDone | PlotFailed)[] = [];
  function tell(result: PlotDone | PlotFailed): void {
    results.push(result);
    onEvent?.(result);
  }
  const { files, problems } = await findInputs(inputs);
  for (const { name, error } of problems) tell({ type: 'failed', inputs: [name], error });
  const isOne = checkOut(out, options.format);
  // One picture of all: what is missing would not be seen to be missing.
  if (isOne && problems.length > 0) return results;
  for (const job of await planPictures(files, { kind, out, isOne, format: options.format ?? 'png' })) {
    signal?.throwIfAborted();
    const names = job.inputs.map(({ name }) => name);
    try {
      const { picture, notes } = await plotPicture(job.inputs, { kind, options });
      const size = await writePicture(picture, { path: job.output, scale: options.scale ?? 1 });
      tell({ type: 'done', inputs: names, output: job.output, kind, ...size, notes });
    } catch (error) {
      signal?.throwIfAborted();
      tell({ type: 'failed', inputs: names, error });
    }
  }
  return results;
}

interface PictureJob {
  readonly inputs: readonly InputFile[];
  readonly output: string;
}

interface PictureLayout {
  readonly kind: PlotKind;
  readonly out: string;
  readonly isOne: boolean;
  readonly format: string;
}

async function planPictures(
  files: readonly InputFile[],
  { kind, out, isOne, format }: PictureLayout,
): Promise<readonly PictureJob[]> {
  if (files.length === 0) return [];
  const jobs = isOne
    ? [{ inputs: files, output: resolve(out) }]
    : files.map((input) => {
        const name = `${safeName(basename(input.path, extname(input.path)))}.${kind}.${format}`;
        return { inputs: [input], output: join(resolve(out), input.folder, name) };
      });
  const owners = new Map<string, string>();
  for (const file of files) owners.set(await realpath(file.path), `the input ${file.name}`);
  for (const { inputs, output } of jobs) {
    const owner = owners.get(await realpath(output).catch(() => output)) ?? owners.get(output);
    const name = inputs[0]!.name;
    if (owner !== undefined) {
      throw new ArgumentError({
        place: output,
        expected: 'one file per picture',
        got: `${owner} and the picture of ${name}`,
        remedy: 'Draw them one after the other with another out, or all in one picture',
      });
    }
    owners.set(output, `the picture of ${name}`);
  }
  return jobs;
}

/** Whether `out` is one file. */
function checkOut(out: string, format: PlotOptions['format']): boolean {
  if (format !== undefined) checkChoice('format', format, plotFormats);
  const extension = extname(out).slice(1).toLowerCase();
  const isPicture = (plotFormats as readonly string[]).includes(extension);
  const isOther = /^(jpe?g|gif|webp|pdf|bmp|tiff?|eps|html?)$/.test(extension);
  if (!isOther && out !== '-' && out !== '' && (!isPicture || format === undefined || format === extension))
    return isPicture;
  throw new ArgumentError({
    place: 'out',
    expected: isPicture ? `a file that ends in .${format}` : 'a file that ends in .png or .svg, or a folder',
    got: JSON.stringify(out),
    remedy: 'Choose another name',
  });
}

async function writePicture(
  picture: Picture,
  { path, scale }: { readonly path: string; readonly scale: number },
): Promise<{ readonly width: number; readonly height: number }> {
  const isSvg = extname(path).toLowerCase() === '.svg';
  const bytes = isSvg ? new TextEncoder().encode(renderSvg(picture)) : renderPng(picture, { scale });
  await writeWhole(path, bytes);
  const factor = isSvg ? 1 : scale;
  return { width: Math.round(picture.width * factor), height: Math.round(picture.height * factor) };
}

function isTable(name: string): boolean {
  return /\.(csv|tsv|json|jsonl|ndjson)$/i.test(name);
}
