/** What `auralflow separate` does: the library's journey, watched and interruptible. */

import { checkModelOptions, loadModelFolder, separateFiles } from '../node/index.ts';
import type { Device } from '../runtime/index.ts';
import { AuralflowError } from '../util/index.ts';
import { exitCodes, Interruption } from './errors.ts';
import { interruptible } from './interruptible.ts';
import { chooseModel } from './model-choice.ts';
import { printLine } from './output.ts';
import { errorFacts, jsonReporter, quietReporter, textReporter } from './reporter.ts';
import { scoreName, withScore } from './score-choice.ts';
import { type SeparateRequest, separateRequest } from './separate-options.ts';
import type { SeparateWords } from './separate-words.ts';
import { streamStem } from './stream-stem.ts';

/** Runs the command and returns the exit code. Throws for wrong usage and interruption. */
export async function runSeparate(inputs: readonly string[], words: SeparateWords): Promise<number> {
  try {
    const isScore = words.name === scoreName;
    const model = isScore ? { inputs, folder: undefined } : chooseModel(inputs, words.name);
    const request = separateRequest(model.inputs, words, { isModel: model.folder !== undefined });
    return await interruptible(async (signal) => {
      const run = async (ready: SeparateRequest): Promise<number> => {
        if (ready.stdout !== undefined) return await streamStem(ready, signal);
        return await separateToFolder(ready, { words, signal });
      };
      return model.folder === undefined
        ? await run(isScore ? await withScore(request) : request)
        : await withModel(model.folder, { request, device: words.device, run });
    });
  } catch (error) {
    if (error instanceof Interruption) throw explained(error, words);
    if (words.json && error instanceof AuralflowError)
      printLine(JSON.stringify({ type: 'error', error: errorFacts(error) }));
    throw error;
  }
}

/** Runs a request with the model of a folder. Its jobs are threads of the engine: a network keeps them all busy with one piece. */
async function withModel(
  folder: string,
  options: {
    readonly request: SeparateRequest;
    readonly device: string;
    readonly run: (request: SeparateRequest) => Promise<number>;
  },
): Promise<number> {
  const { request, device, run } = options;
  const { jobs, phase, phaseIterations, separatorOptions = {}, ...journey } = request.options;
  const model = await loadModelFolder(folder, {
    ...checkModelOptions('--option', separatorOptions),
    ...(phase === undefined ? {} : { phase }),
    ...(phaseIterations === undefined ? {} : { iterations: phaseIterations }),
    device: device as Device | 'auto',
    ...(jobs === undefined ? {} : { threads: jobs }),
  });
  try {
    const separator = { separator: model.separator, separatorOptions: model.identity };
    return await run({ ...request, options: { ...journey, ...separator } });
  } finally {
    await model.close();
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
