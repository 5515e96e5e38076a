/**
 * `npm run kernels`: compiles the assembly folder (AssemblyScript) of each folder of kernels to WebAssembly and writes it, as base64, to
 * its generated/module.ts. The same sources and tools give the same bytes, which a test in each folder holds.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as asc from 'assemblyscript/asc';
import binaryen from 'binaryen';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folders that hold kernels. */
const folders = ['src/dsp/kernels', 'src/metrics/kernels', 'src/decompose/kernels'] as const;

/** The text of the generated TypeScript file of one folder. */
export async function compileKernels(folder: (typeof folders)[number] = 'src/dsp/kernels'): Promise<string> {
  const wasm = inlined(await compile(folder));
  const base64 = Buffer.from(wasm).toString('base64');
  return [
    '/** The compiled kernels, from ../assembly by `npm run kernels`. Do not edit. */',
    '',
    `export const moduleBase64: string =\n  '${base64}';`,
    '',
  ].join('\n');
}

async function compile(folder: string): Promise<Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  const messages: string[] = [];
  const { error } = await asc.main(
    [
      `${folder}/assembly/index.ts`,
      ...['--outFile', 'kernels.wasm', '--enable', 'simd', '-O3', '--runtime', 'stub'],
      ...['--noAssert', '--use', 'abort='],
    ],
    {
      writeFile: (name: string, contents: string | Uint8Array) => void files.set(name, contents),
      stderr: { write: (text: string | Uint8Array) => void messages.push(String(text)) },
    } as Parameters<typeof asc.main>[1],
  );
  const wasm = files.get('kernels.wasm');
  if (error !== null || !(wasm instanceof Uint8Array)) throw new Error(messages.join('') || String(error));
  return wasm;
}

/** A butterfly called from two places is larger than what the compiler inlines by itself, and is worth it. */
function inlined(wasm: Uint8Array): Uint8Array {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.MVP);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setAlwaysInlineMaxSize(400);
  module.runPasses(['inlining-optimizing']);
  module.optimize();
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of folders) {
    mkdirSync(`${root}${folder}/generated`, { recursive: true });
    writeFileSync(`${root}${folder}/generated/module.ts`, await compileKernels(folder));
  }
}
