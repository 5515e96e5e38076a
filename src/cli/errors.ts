/** Errors as one line on standard error, and as an exit code. */

import { ArgumentError, AuralflowError } from '../util/index.ts';

/** What the shell sees: usage is the caller's mistake, failed is work that could not be done. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/** Why a run was stopped from outside. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
    super(`stopped by ${signal}`);
    // The shell's convention: 128 and the signal's number.
    this.exitCode = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated, SIGHUP: 129 }[signal];
  }
}

/** The exit code that says what `error` is. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ArgumentError) return exitCodes.usage;
  if (error instanceof Interruption) return error.exitCode;
  return exitCodes.failed;
}

/** `error` as one line. */
export function errorLine(error: unknown): string {
  if (error instanceof AuralflowError || error instanceof Interruption) return oneLine(error.message);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return oneLine(`unexpected error: ${message}. Please report it, with the output of --debug`);
}

/** Prints `error` on standard error; its stack and causes only with `debug`. */
export function printError(error: unknown, { debug = false }: { readonly debug?: boolean } = {}): void {
  const line = errorLine(error);
  process.stderr.write(line.startsWith('auralflow') ? `${line}\n` : `auralflow: ${line}\n`);
  for (let inner = error; debug && inner instanceof Error; inner = inner.cause) {
    process.stderr.write(`${inner.stack ?? inner.message}\n`);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
