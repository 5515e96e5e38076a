/** The looks of a report: light, dark and on paper; no font and no picture from elsewhere. */

import { themes } from '../../visualize/index.ts';

/** The style sheet. */
export function reportStyle(): string {
  return `${base}@media screen and (prefers-color-scheme: dark) {\n${dark}${darkPictures()}}\n${paper}`;
}

const base = `
:root { color-scheme: light dark; --text: #1a1c20; --quiet: #50555e; --ground: #ffffff; --card: #ffffff; --line: #d5d9e0; --mark: #eef5fb; --link: #00538a; --notice: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem 1.25rem 4rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: .95rem; margin: 0; }
p { margin: .4rem 0; max-width: 75ch; }
a { color: var(--link); }
cite { font-style: normal; }
small { color: var(--quiet); font-size: .82em; white-space: nowrap; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .75rem 0 0; }
.facts dt, .scores dt { color: var(--quiet); }
.facts dd, .scores dd { margin: 0; }
.scores { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; max-width: 90ch; }
.scores dt { color: inherit; font-weight: 600; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1rem 0 0; padding: 0; }
pre { background: var(--mark); padding: .6rem .8rem; overflow-x: auto; border-radius: .3rem; font-size: .88rem; white-space: pre-wrap; }
.scroll { position: relative; overflow-x: auto; margin: .75rem 0; }
.scroll:focus-visible, button:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.tall { max-height: 36rem; overflow-y: auto; border: 1px solid var(--line); }
.tall thead th { position: sticky; top: 0; background: var(--ground); box-shadow: 0 1px var(--line); }
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; font-size: .9rem; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; font-size: 1rem; padding: .25rem 0; }
th, td { padding: 5px 11px; line-height: 20px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; vertical-align: top; }
th[scope=row] { text-align: left; font-weight: 500; max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
thead th { font-weight: 600; color: var(--quiet); }
thead th:first-child, th.text, td.text, #track-list th:nth-child(-n+3), #track-list td:nth-child(-n+3) { text-align: left; }
.summary td small { display: block; }
.summary .star { position: absolute; margin-left: .1rem; }
.scroll th:first-child { position: sticky; left: 0; background: var(--ground); z-index: 1; }
.tall thead th:first-child { z-index: 2; }
tbody tr:hover { background: var(--mark); }
td.best { background: var(--mark); }
.summary td { padding-right: 1.1rem; }
.star, .best { color: var(--link); }
td.best b { color: var(--text); }
.star { margin-left: .15rem; }
th button { all: unset; cursor: pointer; font-weight: 600; border-radius: .2rem; }
th button::after { content: '↕'; opacity: .4; margin-left: .3rem; }
th[aria-sort=ascending] button::after { content: '↑'; opacity: 1; }
th[aria-sort=descending] button::after { content: '↓'; opacity: 1; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .75rem 0; font-size: .9rem; }
.filters[hidden] { display: none; }
.filters input, .filters select { font: inherit; padding: .2rem .4rem; }
.filters output { color: var(--quiet); }
details { margin: .4rem 0; }
summary { cursor: pointer; font-weight: 600; padding: .2rem 0; }
.pairs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
.card { border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; min-width: 0; background: var(--card); }
.card svg { max-width: 100%; height: auto; min-width: 26rem; }
.players { display: grid; grid-template-columns: 1fr; gap: .3rem; margin: .5rem 0; }
.players div { display: grid; grid-template-columns: 5.5rem 1fr; align-items: center; gap: .5rem; }
.players dd { margin: 0; min-width: 0; }
audio { width: 100%; height: 2.2rem; display: block; }
.notice { color: var(--notice); }
svg { display: block; }
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  h1 { font-size: 1.4rem; }
  .facts, .scores { grid-template-columns: 1fr; gap: 0; }
  .facts dd, .scores dd { margin-bottom: .5rem; }
  th, td { padding: .3rem .5rem; }
  .scroll th[scope=row] { max-width: 9rem; }
}
`;

const dark = `
:root { --text: #eceef2; --quiet: #b3b9c4; --ground: #16181d; --card: #1b1e24; --line: #363b45; --mark: #20303e; --link: #7cc0f0; --notice: #ecb940; }
`;

const paper = `
@media print {
  :root { color-scheme: light; --text: #000; --quiet: #333; --ground: #fff; --card: #fff; --line: #aaa; --mark: #eee; --link: #000; --notice: #000; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  nav, .filters, audio, .players, th button::after { display: none !important; }
  .scroll, .tall { overflow: visible; max-height: none; border: 0; }
  table { font-size: 8pt; }
  .scroll th:first-child { position: static; }
  th, td { padding: .15rem .35rem; white-space: normal; }
  svg { max-width: 100%; height: auto; }
  .card, figure, tr { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
}
`;

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
