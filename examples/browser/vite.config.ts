/** Serves and builds the example pages from within this repository. */

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // The built package and the example song lie outside of this folder.
  server: { fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } },
  // The worker that trains needs it; found late, it would reload the page.
  optimizeDeps: { include: ['onnxruntime-web/wasm'] },
  build: { target: 'es2022', rolldownOptions: { input: { main: page('index'), train: page('train') } } },
  // The worker that trains loads its runtime and codecs when they are needed.
  worker: { format: 'es' },
});

function page(name: string): string {
  return fileURLToPath(new URL(`${name}.html`, import.meta.url));
}
