/** The house rules that a machine can check: who imports whom, no cycles, small files, a header on each. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** The floor each folder stands on: imports go to lower floors, or stay in the folder. */
const levels: Record<string, number> = {
  util: 0,
  tensor: 1,
  dsp: 2,
  graph: 2,
  audio: 3,
  onnx: 3,
  score: 3,
  runtime: 4,
  nn: 4,
  models: 5,
  decompose: 5,
  datasets: 5,
  metrics: 5,
  separate: 6,
  train: 6,
  evaluate: 7,
  zoo: 7,
  visualize: 6,
  host: 7.5,
  'run-report': 7.5,
  node: 8,
  browser: 8,
  cli: 9,
};

/** Files at the root of src: the public lists. */
const entries = [
  'index.ts',
  'classical.ts',
  'engine.ts',
  'evaluation.ts',
  'toolkit.ts',
  'node.ts',
  'browser.ts',
];
const lineCeiling = 400;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .filter((file) => !file.includes('assembly/') && !file.includes('generated/'))
  .sort();
const sources = files.filter((file) => !file.endsWith('.test.ts'));

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1]!);
  return specifiers.map((specifier) => ({
    from: file,
    to: relative(src, join(src, dirname(file), specifier)),
  }));
}

const imports = sources.flatMap(importsOf);
const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');

describe('the house', () => {
  it('knows every folder', () => {
    const unknown = sources.filter((file) => folderOf(file) !== '' && !(folderOf(file) in levels));
    expect(unknown).toEqual([]);
    expect(sources.filter((file) => folderOf(file) === '' && !entries.includes(file))).toEqual([]);
  });

  it('imports only downhill', () => {
    const uphill = imports.filter(({ from, to }) => {
      if (folderOf(from) === '' || folderOf(from) === folderOf(to)) return false;
      if (folderOf(to) === '') return !(folderOf(from) === 'cli' && to === 'node.ts');
      return levels[folderOf(to)]! >= levels[folderOf(from)]!;
    });
    expect(uphill).toEqual([]);
  });

  it('enters another folder through its front page', () => {
    const sideways = imports.filter(
      ({ from, to }) =>
        folderOf(to) !== '' &&
        folderOf(from) !== folderOf(to) &&
        to !== `${folderOf(to)}/index.ts` &&
        !to.includes('generated/'),
    );
    expect(sideways).toEqual([]);
  });

  it('reaches a sibling by its file, not through the front page', () => {
    const throughFront = imports.filter(
      ({ from, to }) =>
        folderOf(from) === folderOf(to) && folderOf(to) !== '' && to === `${folderOf(to)}/index.ts`,
    );
    expect(throughFront).toEqual([]);
  });

  it('has no import cycle, types counted', () => {
    expect(findCycle()).toBeUndefined();
  });

  it('keeps files small', () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(src, file), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > lineCeiling);
    expect(long).toEqual([]);
  });

  it('opens every file with what it is', () => {
    const mute = sources.filter((file) => !/^(#!.*\n)?\/\*\*/.test(readFileSync(join(src, file), 'utf8')));
    expect(mute).toEqual([]);
  });
});

/** The first ring of files that import each other, printed as a path, or `undefined`. */
function findCycle(): string | undefined {
  const graph = new Map<string, string[]>();
  for (const { from, to } of imports) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const path: string[] = [];
  function visit(file: string): string | undefined {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const ring = visit(next);
      if (ring !== undefined) return ring;
    }
    path.pop();
    done.add(file);
    return undefined;
  }
  for (const file of sources) {
    const ring = visit(file);
    if (ring !== undefined) return ring;
  }
  return undefined;
}
