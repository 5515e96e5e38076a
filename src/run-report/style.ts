/** The looks of a run's report: light, dark and on paper; no font and no picture from elsewhere. */

import { themes } from '../visualize/index.ts';

/** The style sheet. */
export function reportStyle(): string {
  return `${base}@media screen and (prefers-color-scheme: dark) {\n${dark}${darkPictures()}}\n${paper}`;
}

const base = `
:root { color-scheme: light dark; --text: #1a1c20; --quiet: #50555e; --ground: #ffffff; --card: #ffffff; --line: #d5d9e0; --mark: #eef5fb; --link: #00538a; --notice: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem 1.25rem 4rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { margin: .4rem 0; max-width: 75ch; }
a { color: var(--link); }
.numbers { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin: 1rem 0 0; }
.numbers div { display: flex; flex-direction: column-reverse; }
.numbers dt { color: var(--quiet); font-size: .9rem; }
.numbers dd { margin: 0; font-size: 1.5rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.quiet { color: var(--quiet); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1rem 0 0; padding: 0; }
pre { background: var(--mark); padding: .6rem .8rem; overflow-x: auto; border-radius: .3rem; font-size: .88rem; white-space: pre-wrap; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: .75rem 1.25rem; }
.scroll { position: relative; overflow-x: auto; min-width: 0; }
.scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.tall { max-height: 26rem; overflow-y: auto; border: 1px solid var(--line); width: max-content; max-width: 100%; }
.tall thead th { position: sticky; top: 0; background: var(--ground); box-shadow: 0 1px var(--line); }
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; font-size: .9rem; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; font-size: 1rem; padding: .25rem 0; }
th, td { padding: 4px 12px; line-height: 20px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; vertical-align: top; }
thead th { font-weight: 600; color: var(--quiet); }
td.text, .config th { text-align: left; }
.config th { font-weight: 400; color: var(--quiet); padding-left: 0; }
.config tr.best th { color: var(--text); }
.config td { white-space: normal; overflow-wrap: anywhere; }
.configs { columns: 22rem; column-gap: 2.5rem; }
.config { break-inside: avoid; width: 100%; margin-bottom: 1.25rem; table-layout: fixed; }
tr.best > * { background: var(--mark); font-weight: 600; }
.mark { color: var(--link); }
.card { border: 1px solid var(--line); border-radius: .4rem; padding: .8rem; min-width: 0; background: var(--card); margin: .9rem 0; }
svg { display: block; max-width: 100%; height: auto; min-width: 26rem; }
.players { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: .3rem 1.25rem; margin: .5rem 0 .75rem; }
.players dt { color: var(--quiet); }
.players dd { margin: 0; min-width: 0; }
audio { width: 100%; height: 2.2rem; display: block; }
.notice { color: var(--notice); }
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  h1 { font-size: 1.4rem; }
  th, td { padding: .3rem .5rem; }
}
`;

const dark = `
:root { --text: #eceef2; --quiet: #b3b9c4; --ground: #16181d; --card: #16181d; --line: #363b45; --mark: #20303e; --link: #7cc0f0; --notice: #ecb940; }
`;

const paper = `
@media print {
  :root { color-scheme: light; --text: #000; --quiet: #333; --ground: #fff; --card: #fff; --line: #aaa; --mark: #eee; --link: #000; --notice: #000; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  nav, .players { display: none; }
  .scroll, .tall { overflow: visible; max-height: none; border: 0; }
  svg { min-width: 0; }
  .card, .config, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
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
