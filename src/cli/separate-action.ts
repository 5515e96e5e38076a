/** What `auralflow separate` does: the library's journey, watched and interruptible. */

import { separateFiles } from '../node/index.ts';
import { AuralflowError } from '../util/index.ts';
import { exitCodes, Interruption } from './errors.ts';
import { interruptible } from './interruptible.ts';
import { printLine } from './output.ts';
import { errorFacts, jsonReporter, quietReporter, textReporter } from './reporter.ts';
import { type SeparateRequest, separateRequest } from './separate-options.ts';
import type { SeparateWords } from './separate-words.ts';
import { streamStem } from './stream-stem.ts';

/** Runs the command and returns the exit code. Throws for wrong usage and interruption. */
export async function runSeparate(inputs: readonly string[], words: SeparateWords): Promise<number> {
  try {
    const request = separateRequest(inputs, words);
    return await interruptible(async (signal) => {
      if (request.stdout !== undefined) return await streamStem(request, signal);
      return await separateToFolder(request, { words, signal });
    });
  } catch (error) {
    if (error instanceof Interruption) throw explained(error, words);
    if (words.json && error instanceof AuralflowError)
      printLine(JSON.stringify({ type: 'error', error: errorFacts(error) }));
    throw error;
  }
}

async function separateToFolder(
  { inputs, options, pcmInput }: SeparateRequest,
  { words, signal }: { readonly words: SeparateWords; readonly signal: AbortSignal },
): Promise<number> {
  const report = words.json ? jsonReporter() : words.quiet ? quietReporter() : textReporter();
  const result = await separateFiles(inputs, {
    ...options,
    signal,
    stdin: { pieces: process.stdin, ...(pcmInput === undefined ? {} : { pcm: pcmInput }) },
    onEvent: report,
  });
  return result.failed === 0 ? exitCodes.ok : exitCodes.failed;
}

function explained(interruption: Interruption, words: SeparateWords): Interruption {
  interruption.message += words.resume
    ? '; what was done is kept: run the same command again to go on'
    : '; finished tracks are kept, unfinished ones removed (with --resume they can be taken up again)';
  return interruption;
}
