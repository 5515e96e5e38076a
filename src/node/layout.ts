/** Where the stems go: the output paths of every track, known and checked before any work starts. */

import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { ArgumentError, nearestName } from '../util/index.ts';
import type { InputFile } from './inputs.ts';

/** Options of {@link planOutputs}. */
export interface LayoutOptions {
  /** The output folder. */
  readonly out: string;
  /** The separator's name: the first folder below `out`, unless the template has `{separator}`. */
  readonly separator: string;
  /** The names of what is written per track: stems, residual, mixes. */
  readonly stems: readonly string[];
  /** Without a dot. */
  readonly extension: string;
  /** Default {@link defaultTemplate}. */
  readonly template?: string;
}

/** Where one track's stems go. */
export interface TrackOutputs {
  readonly input: InputFile;
  /** Stem name to absolute path, in the order of the stems. */
  readonly paths: ReadonlyMap<string, string>;
}

/** As Demucs lays its stems out, below `<out>/<separator>/` and the input's sub-folder. */
export const defaultTemplate = '{track}/{stem}.{ext}';

const variables = ['track', 'trackext', 'stem', 'ext', 'separator', 'folder'] as const;
type Variables = Readonly<Record<(typeof variables)[number], string>>;

/**
 * The output paths of all tracks: `<out>/<separator>/<sub-folder>/<template>`. The template's variables are `{track}`
 * (file name without extension), `{trackext}` (the input's extension), `{stem}`, `{ext}`, `{separator}` and `{folder}`
 * (the sub-folder of an input found in a folder); naming one of the last two puts it there instead of in front.
 * Refuses with ArgumentError: unknown variables, paths that leave `out`, two files that would get the same path, and an
 * output that would replace an input.
 */
export async function planOutputs(
  inputs: readonly InputFile[],
  options: LayoutOptions,
): Promise<readonly TrackOutputs[]> {
  const template = checkTemplate(options.template ?? defaultTemplate);
  const tracks = inputs.map((input) => ({
    input,
    paths: new Map(options.stems.map((stem) => [stem, outputPath(template, { input, stem, options })])),
  }));
  await checkConflicts(tracks);
  return tracks;
}

/** `name` with what no file system takes (or takes as a path) replaced by `_`: legal everywhere, never empty. */
export function safeName(name: string): string {
  const clean = name
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\u0000-\u001f\u007f/\\:*?"<>|]/g, '_')
    // Windows drops trailing dots and spaces; a name of dots alone is a path.
    .replace(/[. ]+$/, (tail) => '_'.repeat(tail.length))
    .replace(/^(con|prn|aux|nul|com\d|lpt\d)(?=$|\.)/i, '_$1');
  return clean === '' ? '_' : clean;
}

function outputPath(
  template: string,
  { input, stem, options }: { input: InputFile; stem: string; options: LayoutOptions },
): string {
  const extension = extname(input.path);
  const values: Variables = {
    track: safeName(input.track ?? basename(input.path, extension)),
    trackext: extension === '' ? '' : safeName(extension.slice(1)),
    stem: safeName(stem),
    ext: options.extension,
    separator: safeName(options.separator),
    folder: input.folder.split(sep).filter(Boolean).map(safeName).join(sep),
  };
  const filled = template.replace(/\{(\w+)\}/g, (_, name: keyof Variables) => values[name]);
  const inFront = [
    template.includes('{separator}') ? '' : values.separator,
    template.includes('{folder}') ? '' : values.folder,
  ];
  const out = resolve(options.out);
  const path = join(out, ...inFront, filled);
  if (relative(out, path).startsWith('..')) {
    throw new ArgumentError({
      place: '--filename',
      expected: 'a template that stays inside the output folder',
      got: JSON.stringify(template),
      remedy: 'Leave out the .. and choose the folder with --out',
    });
  }
  return path;
}

function checkTemplate(template: string): string {
  for (const [, name = ''] of template.matchAll(/\{([^{}]*)\}/g)) {
    if ((variables as readonly string[]).includes(name)) continue;
    const near = nearestName(name, variables);
    throw new ArgumentError({
      place: '--filename',
      expected: `a template of ${variables.map((variable) => `{${variable}}`).join(' ')}`,
      got: `{${name}}`,
      remedy: near === undefined ? `The default is ${defaultTemplate}` : `Did you mean {${near}}?`,
    });
  }
  if (template.trim() === '' || /[/\\]$/.test(template)) {
    throw new ArgumentError({
      place: '--filename',
      expected: 'a template that ends in a file name',
      got: JSON.stringify(template),
      remedy: `The default is ${defaultTemplate}`,
    });
  }
  return template;
}

async function checkConflicts(tracks: readonly TrackOutputs[]): Promise<void> {
  const inputs = new Map<string, string>();
  for (const { input } of tracks) inputs.set(await identityOf(input.path), input.name);
  const taken = new Map<string, { readonly track: string; readonly stem: string }>();
  for (const { input, paths } of tracks) {
    for (const [stem, path] of paths) {
      const identity = await identityOf(path);
      const replaced = inputs.get(identity);
      if (replaced !== undefined) {
        throw conflict(path, `the input ${replaced} and the stem ${stem} of ${input.name}`);
      }
      const other = taken.get(identity);
      if (other !== undefined) {
        const both = `${stem} of ${input.name} and ${other.stem} of ${other.track}`;
        throw conflict(path, both);
      }
      taken.set(identity, { track: input.name, stem });
    }
  }
}

function conflict(path: string, claimants: string): ArgumentError {
  return new ArgumentError({
    place: path,
    expected: 'one file per output name',
    got: claimants,
    remedy:
      'Rename one, separate them one after the other into different --out folders, or tell them apart with --filename',
  });
}

/** Two paths with one identity are one file: links resolved, letter case dropped where the system drops it. */
async function identityOf(path: string): Promise<string> {
  const real = await realpath(path).catch(async () => {
    // What does not exist yet is told apart by its folder, as far as that exists.
    const folder = dirname(path);
    return folder === path ? path : join(await identityOf(folder), basename(path));
  });
  return process.platform === 'darwin' || process.platform === 'win32' ? real.toLowerCase() : real;
}
