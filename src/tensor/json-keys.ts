/** Keys that a JSON text has twice in one object: `JSON.parse` keeps the last without a word. */

/** The first key that an object of `text` has twice, or `undefined`. `text` must be valid JSON. */
export function findDuplicateKey(text: string): string | undefined {
  /** Keys seen in each object around the place; `undefined` for arrays. */
  const around: (Set<string> | undefined)[] = [];
  for (const [token, key, colon] of text.matchAll(/"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}[\]]/g)) {
    if (token === '{') around.push(new Set());
    else if (token === '[') around.push(undefined);
    else if (token === '}' || token === ']') around.pop();
    else if (colon !== undefined) {
      const name = JSON.parse(`"${key}"`) as string;
      const keys = around.at(-1);
      if (keys?.has(name)) return name;
      keys?.add(name);
    }
  }
  return undefined;
}
