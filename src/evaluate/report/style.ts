/** What only the report of an evaluation looks like; the rest is that of all reports. */

import { pageStyle } from '../../visualize/index.ts';

/** The style sheet. */
export function reportStyle(): string {
  return pageStyle({ rules, paper });
}

const rules = `
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: .95rem; margin: 0; }
cite { font-style: normal; }
small { color: var(--quiet); font-size: .82em; white-space: nowrap; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .75rem 0 0; }
.facts dt, .scores dt { color: var(--quiet); }
.facts dd, .scores dd { margin: 0; }
.scores { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; max-width: 90ch; }
.scores dt { color: inherit; font-weight: 600; }
.scroll { margin: .75rem 0; }
.tall { max-height: 36rem; }
th[scope=row] { text-align: left; font-weight: 500; max-width: 22rem; overflow: hidden; text-overflow: ellipsis; }
thead th:first-child, th.text, #track-list th:nth-child(-n+3), #track-list td:nth-child(-n+3) { text-align: left; }
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
.card svg { max-width: 100%; height: auto; min-width: 26rem; }
.players { display: grid; grid-template-columns: 1fr; gap: .3rem; margin: .5rem 0; }
.players div { display: grid; grid-template-columns: 5.5rem 1fr; align-items: center; gap: .5rem; }
@media (max-width: 40rem) {
  .facts, .scores { grid-template-columns: 1fr; gap: 0; }
  .facts dd, .scores dd { margin-bottom: .5rem; }
  .scroll th[scope=row] { max-width: 9rem; }
}
`;

const paper = `
  .filters, th button::after { display: none !important; }
  table { font-size: 8pt; }
  .scroll th:first-child { position: static; }
  th, td { padding: .15rem .35rem; white-space: normal; }
  svg { max-width: 100%; height: auto; }
  figure { break-inside: avoid; }
  summary { break-after: avoid; }
`;
