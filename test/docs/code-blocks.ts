/** The TypeScript in the README and the guides, block by block. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One fenced block. */
export interface CodeBlock {
  /** File and line of its first line of code, as an editor takes it. */
  readonly place: string;
  /** A name for the file it is checked in. */
  readonly id: string;
  readonly code: string;
  /** Whether it is meant for a web page: it says `document`, or stands in the guide to the browser. */
  readonly isWebPage: boolean;
  /** What it says it prints: `console.log(…); // true`, numbers, or several numbers. */
  readonly printed: readonly string[];
  /** The block fenced as `text` right behind it: what it prints, several lines long. */
  readonly printedText?: string;
}

/** All blocks fenced as `ts`, in README.md, docs/ and the pages at the root. */
export function codeBlocks(): readonly CodeBlock[] {
  const guides = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const pages = [
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
    ...guides.map((name) => `docs/${name}`),
  ];
  return pages.flatMap((page) => blocksOf(page, readFileSync(join(root, page), 'utf8')));
}

function blocksOf(page: string, text: string): CodeBlock[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$(?:\s*^```text\n([\s\S]*?)\n```$)?/gm)].map((match) => {
    const code = match[1]!;
    const printedText = match[2];
    const line = text.slice(0, match.index).split('\n').length + 1;
    return {
      place: `${page}:${line}`,
      id: `${page.replaceAll(/\W+/g, '-')}-${line}`,
      code,
      isWebPage: page === 'docs/browser.md' || /\bdocument\b/.test(code),
      printed: [
        ...code.matchAll(/^console\.log\(.*\); \/\/ (true|false|-?\d[\d.]*(?: -?\d[\d.]*)*)(?=$|\s|[:,;])/gm),
      ].map((printing) => printing[1]!),
      ...(printedText === undefined ? {} : { printedText }),
    };
  });
}
