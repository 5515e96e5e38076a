/** The measured figures as a page of the docs: written by `npm run figures -- AREA --write`, never by hand. */

import type { Measurement } from './figure.ts';

/** One measured figure. */
export interface Row extends Measurement {
  readonly what: string;
  readonly floor: string;
}

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string | undefined;
  readonly cores: number;
  readonly node: string;
}

/** The figures of an area. */
export interface Results {
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

/** A Markdown page: how to reproduce, the machine, and a table with a row for each figure. */
export function figuresPage(area: string, { machine, rows }: Results): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const lines = rows.map(
    ({ what, measured, floor, ok, note }) =>
      `| ${cell(what)} | ${cell(measured)} | ${cell(floor)} | ${ok ? 'holds' : '**short**'} | ${cell(note ?? '')} |`,
  );
  return `# Figures: ${area}

Measured by \`npm run figures -- ${area} --write\`, which wrote this page, on ${machine.cores} cores (${machine.cpu}), Node ${machine.node}.

To reproduce: \`npm ci && npm run build && bench/peers/setup && npm run figures -- ${area}\`. The peers need Python 3.11 or newer; ffmpeg and lame on the PATH
judge the codecs. Speed is a ratio against the peer in the same run, medians after a warm-up, two threads on both sides: quote the ratio, not the seconds.

| what | measured | floor | verdict | how |
|---|---|---|---|---|
${lines.join('\n')}
`;
}
