/**
 * `npm run kernels`: compiles src/dsp/kernels/assembly (AssemblyScript) to WebAssembly and writes it, as base64, to
 * src/dsp/kernels/generated/module.ts. The same sources and tools give the same bytes, which a test holds.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as asc from 'assemblyscript/asc';
import binaryen from 'binaryen';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}src/dsp/kernels/generated/module.ts`;

/** The text of the generated TypeScript file. */
export async function compileKernels(): Promise<string> {
  const wasm = inlined(await compile());
  const base64 = Buffer.from(wasm).toString('base64');
  return [
    '/** The compiled kernels, from ../assembly by `npm run kernels`. Do not edit. */',
    '',
    `export const moduleBase64: string =\n  '${base64}';`,
    '',
  ].join('\n');
}

async function compile(): Promise<Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  const messages: string[] = [];
  const { error } = await asc.main(
    [
      'src/dsp/kernels/assembly/index.ts',
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
  mkdirSync(new URL('../src/dsp/kernels/generated/', import.meta.url), { recursive: true });
  writeFileSync(target, await compileKernels());
}
