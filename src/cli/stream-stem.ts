/** `-o -`: one stem as it is separated, to standard output. */

import { encodePcm, openSeparation, type WavStreamShape, wavHeader } from '../node/index.ts';
import { ArgumentError } from '../util/index.ts';
import { exitCodes } from './errors.ts';
import { isOutputClosed, writeOutput } from './output.ts';
import type { SeparateRequest } from './separate-options.ts';

/** Separates the one input and writes its one output as samples; the reader may close the pipe at any time. */
export async function streamStem(request: SeparateRequest, signal: AbortSignal): Promise<number> {
  const { inputs, options, pcmInput } = request;
  const { format, header } = request.stdout!;
  if (inputs.length !== 1) throw only('input', inputs);
  const separation = await openSeparation(inputs[0] === '-' ? process.stdin : inputs[0]!, {
    ...journeyOnly(options),
    ...(pcmInput === undefined ? {} : { pcm: pcmInput }),
    signal,
  });
  try {
    const [name = '', ...others] = separation.outputs;
    if (others.length > 0) throw only('stem', separation.outputs);
    if (header) await writeOutput(wavHeader({ ...separation, format } as WavStreamShape));
    for await (const { outputs } of separation.blocks()) {
      await writeOutput(encodePcm(outputs.get(name)!, format));
      if (isOutputClosed()) break;
    }
  } finally {
    await separation.close();
  }
  return exitCodes.ok;
}

/** Without what concerns files. */
function journeyOnly(options: SeparateRequest['options']): Parameters<typeof openSeparation>[1] & object {
  const {
    out: _out,
    filename: _filename,
    format: _format,
    sampleFormat: _sampleFormat,
    bitrate: _bitrate,
    clipMode: _clipMode,
    skipExisting: _skipExisting,
    resume: _resume,
    manifest: _manifest,
    cwd: _cwd,
    stdin: _stdin,
    onEvent: _onEvent,
    ...journey
  } = options;
  return journey;
}

function only(what: 'input' | 'stem', names: readonly string[]): ArgumentError {
  return new ArgumentError({
    place: '--out -',
    expected: `one ${what}, since a pipe holds one sound`,
    got: names.join(', '),
    remedy: what === 'stem' ? `Choose one with --stems ${names[0]}` : 'Name one input',
  });
}
