/** What only the report of a run looks like; the rest is that of all reports. */

import { pageStyle } from '../visualize/index.ts';

/** The style sheet. */
export function reportStyle(): string {
  return pageStyle({ rules, paper });
}

const rules = `
h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
.numbers { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin: 1rem 0 0; }
.numbers div { display: flex; flex-direction: column-reverse; }
.numbers dt { color: var(--quiet); font-size: .9rem; }
.numbers dd { margin: 0; font-size: 1.5rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.quiet { color: var(--quiet); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: .75rem 1.25rem; }
.tall { max-height: 26rem; width: max-content; max-width: 100%; }
.config th { text-align: left; font-weight: 400; color: var(--quiet); padding-left: 0; }
.config tr.best th { color: var(--text); }
.config td { white-space: normal; overflow-wrap: anywhere; }
.configs { columns: 22rem; column-gap: 2.5rem; }
.config { break-inside: avoid; width: 100%; margin-bottom: 1.25rem; table-layout: fixed; }
tr.best > * { background: var(--mark); font-weight: 600; }
.mark { color: var(--link); }
.card { margin: .9rem 0; }
svg { max-width: 100%; height: auto; min-width: 26rem; }
.players { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: .3rem 1.25rem; margin: .5rem 0 .75rem; }
.players dt { color: var(--quiet); }
@media screen and (prefers-color-scheme: dark) {
  :root { --card: #16181d; }
}
`;

const paper = `
  svg { min-width: 0; }
  .config { break-inside: avoid; }
`;
