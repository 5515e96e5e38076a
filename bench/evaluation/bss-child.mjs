/**
 * Our side of BSS Eval's speed figures, as a process of its own with the built package, so that its memory can be measured: `node
 * bench/evaluation/bss-child.mjs FOLDER` with the files of bench/peers/bss_eval.py. Prints JSON.
 */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { bssEval, bssEvalSources } from '../../dist/metrics/index.js';

const folder = process.argv[2];
const [one] = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
const sides = [0, 1].map(readSources);

// Compiling and warming up on two frames, with filters so short that what is left of it does not count as memory.
const short = sides.map((side) =>
  side.map((channels) => channels.map((samples) => samples.slice(0, 88_200))),
);
await evaluate(short, 32);
const startedAt = performance.now();
const first = await evaluate(sides);
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ seconds, bytes: process.resourceUsage().maxRSS * 1024, first }));

/** One score, to see that both sides computed the same. */
async function evaluate([references, estimates], filterLength = 512) {
  const options = { permute: one.permute, filterLength };
  if (one.peer === 'museval') {
    const frames = { windowSamples: one.window, hopSamples: one.hop };
    return (await bssEval(references, estimates, { ...options, ...frames })).sdr[0][0];
  }
  const mono = (side) => side.map(([samples]) => samples);
  return (await bssEvalSources(mono(references), mono(estimates), options)).sdr[0];
}

function readSources(side) {
  const file = openSync(join(folder, `${one.name}.signals`), 'r');
  const { sourceCount, channelCount, length } = one;
  const sources = Array.from({ length: sourceCount }, (_, source) =>
    Array.from({ length: channelCount }, (_, channel) => {
      const samples = new Float32Array(length);
      const position = ((side * sourceCount + source) * channelCount + channel) * length * 4;
      readSync(file, new Uint8Array(samples.buffer), { position });
      return samples;
    }),
  );
  closeSync(file);
  return sources;
}
