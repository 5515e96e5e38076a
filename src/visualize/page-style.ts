/**
 * The looks that all reports share: light, dark and on paper; no font and no picture from elsewhere. A report adds what only it has.
 */

import { themes } from './theme.ts';

/** What only one report has. */
export interface PageStyleParts {
  /** Rules for the screen and for paper; they come behind those of all reports and win. */
  readonly rules: string;
  /** Rules on paper. */
  readonly paper: string;
}

/** A style sheet for an HTML page with tables, players and pictures drawn in the light theme. */
export function pageStyle({ rules, paper }: PageStyleParts): string {
  return `${base}${dark()}${rules}${onPaper(paper)}`;
}

const base = `
:root { color-scheme: light dark; --text: #1a1c20; --quiet: #50555e; --ground: #ffffff; --card: #ffffff; --line: #d5d9e0; --mark: #eef5fb; --link: #00538a; --notice: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem 1.25rem 4rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
p { margin: .4rem 0; max-width: 75ch; }
a { color: var(--link); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1rem 0 0; padding: 0; }
pre { background: var(--mark); padding: .6rem .8rem; overflow-x: auto; border-radius: .3rem; font-size: .88rem; white-space: pre-wrap; }
.scroll { position: relative; overflow-x: auto; min-width: 0; }
.scroll:focus-visible, button:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.tall { overflow-y: auto; border: 1px solid var(--line); }
.tall thead th { position: sticky; top: 0; background: var(--ground); box-shadow: 0 1px var(--line); }
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; font-size: .9rem; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; font-size: 1rem; padding: .25rem 0; }
th, td { padding: 5px 12px; line-height: 20px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; vertical-align: top; }
thead th { font-weight: 600; color: var(--quiet); }
td.text { text-align: left; }
.card { border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; min-width: 0; background: var(--card); }
.players dd { margin: 0; min-width: 0; }
audio { width: 100%; height: 2.2rem; display: block; }
svg { display: block; }
.notice { color: var(--notice); }
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  h1 { font-size: 1.4rem; }
  th, td { padding: .3rem .5rem; }
}
`;

function dark(): string {
  return `
@media screen and (prefers-color-scheme: dark) {
:root { --text: #eceef2; --quiet: #b3b9c4; --ground: #16181d; --card: #1b1e24; --line: #363b45; --mark: #20303e; --link: #7cc0f0; --notice: #ecb940; }
${darkPictures()}}
`;
}

function onPaper(own: string): string {
  return `
@media print {
  :root { color-scheme: light; --text: #000; --quiet: #333; --ground: #fff; --card: #fff; --line: #aaa; --mark: #eee; --link: #000; --notice: #000; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  nav, .players { display: none !important; }
  .scroll, .tall { overflow: visible; max-height: none; border: 0; }
  .card, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }${own}}
`;
}

/** Pictures are drawn in the light theme's colours; on a dark page each of them becomes the dark theme's. */
function darkPictures(): string {
  const { light, dark: other } = themes;
  const pairs: [string, string][] = [
    [light.background, 'var(--card)'],
    [light.text, other.text],
    [light.quiet, other.quiet],
    [light.axis, other.axis],
    [light.grid, other.grid],
    ...light.series.map((colour, n): [string, string] => [colour, other.series[n]!]),
  ];
  return pairs
    .map(([from, to]) => `svg [fill="${from}"] { fill: ${to}; } svg [stroke="${from}"] { stroke: ${to}; }\n`)
    .join('');
}
