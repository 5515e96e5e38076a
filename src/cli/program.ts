/** From the words on the command line to a command that runs, and from what it throws to words and an exit code. */

import { existsSync, readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { ArgumentError, nearestName } from '../util/index.ts';
import { type CommandEntry, commands } from './commands.ts';
import { exitCodeOf, exitCodes, printError } from './errors.ts';
import { watchOutput } from './output.ts';

/** Runs the command line `words` (without node and script) and returns the exit code. Never throws. */
export async function runProgram(words: readonly string[]): Promise<number> {
  watchOutput();
  try {
    return await dispatch(words);
  } catch (error) {
    printError(error, { debug: words.includes('--debug') });
    return exitCodeOf(error);
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  const [first, ...rest] = words;
  if (first === undefined) {
    process.stderr.write(await programHelp());
    return exitCodes.usage;
  }
  if (first === '-V' || first === '--version') {
    process.stdout.write(`${version()}\n`);
    return exitCodes.ok;
  }
  if (first === '-h' || first === '--help' || (first === 'help' && rest.length === 0)) {
    process.stdout.write(await programHelp());
    return exitCodes.ok;
  }
  if (first === 'help') return await runCommand(commandNamed(rest[0]!), ['--help']);
  const entry = commands.find(({ name }) => name === first);
  if (entry !== undefined) return await runCommand(entry, rest);
  checkMisspelt(first);
  return await runCommand(commands[0]!, words);
}

async function runCommand(entry: CommandEntry, words: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const command = prepare(await entry.create((code) => (exitCode = code)));
  command.name(`auralflow ${entry.name}`);
  try {
    await command.parseAsync(words.map(withDashes), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.ok;
    throw usageError(error, command);
  }
  return exitCode;
}

/** `--mask_activation` as `--mask-activation`: both spellings are one option. */
function withDashes(word: string): string {
  return word.replace(/^--[a-z][\w-]*/i, (flag) => flag.replaceAll('_', '-'));
}

/** Commander neither exits nor prints errors: both are done in one place, above. */
function prepare(command: Command): Command {
  return command
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .helpOption('-h, --help', 'show this help');
}

async function programHelp(): Promise<string> {
  const command = prepare(await commands[0]!.create(() => {}));
  command.name('auralflow');
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Music source separation: a song in, its stems out.',
    '',
    'Commands:',
    ...list,
    `  ${'help'.padEnd(width)}  [command]: show the help of a command`,
    '',
    help,
  ].join('\n');
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function commandNamed(name: string): CommandEntry {
  const entry = commands.find((command) => command.name === name);
  if (entry !== undefined) return entry;
  const names = commands.map((command) => command.name);
  const near = nearestName(name, names);
  throw new ArgumentError({
    place: 'auralflow help',
    expected: `a command (${names.join(', ')})`,
    got: JSON.stringify(name),
    remedy: near === undefined ? 'Choose one of them' : `Did you mean ${near}?`,
  });
}

/** A first word that is no file but nearly a command was probably meant as one. */
function checkMisspelt(word: string): void {
  if (!/^[a-z]+$/i.test(word) || existsSync(word)) return;
  const near = nearestName(
    word,
    commands.map(({ name }) => name),
  );
  if (near === undefined) return;
  throw new ArgumentError({
    place: JSON.stringify(word),
    expected: 'a command or an audio file',
    got: 'neither',
    remedy: `Did you mean ${near}?`,
  });
}

/** Commander's refusal in the words of the house, with the nearest option. */
function usageError(error: CommanderError, command: Command): ArgumentError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const place = command.name();
  const seeHelp = `Run ${place} --help for all options`;
  switch (error.code) {
    case 'commander.unknownOption': {
      const flags = command.options.flatMap(({ short, long }) =>
        [short, long].filter((f) => f !== undefined),
      );
      const near = nearestName(
        quoted.replace(/=.*/, ''),
        flags.filter((flag) => flag.startsWith('--')),
      );
      return new ArgumentError({
        place: quoted,
        expected: `an option of ${place}`,
        got: 'an unknown one',
        remedy: near === undefined ? seeHelp : `Did you mean ${near}?`,
        cause: error,
      });
    }
    case 'commander.optionMissingArgument':
      return new ArgumentError({
        place: quoted,
        expected: 'a value',
        got: 'none',
        remedy: seeHelp,
        cause: error,
      });
    case 'commander.missingArgument':
      return new ArgumentError({
        place,
        expected: `<${quoted}>`,
        got: 'none',
        remedy: seeHelp,
        cause: error,
      });
    default:
      return new ArgumentError({
        place,
        expected: 'options that go together',
        got: error.message.replace(/^error: /, '').replace(/\s+/g, ' '),
        remedy: seeHelp,
        cause: error,
      });
  }
}
