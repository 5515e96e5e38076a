/** The call itself, as a line that can be pasted into a shell. */

/** `auralflow evaluate hpss 'my songs/'`, with quotes where a shell needs them. */
export function commandLine(words: readonly string[] = process.argv.slice(2)): string {
  return ['auralflow', ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
