/**
 * Our side of BSS Eval's speed figures, as a process of its own, so that its memory can be measured: `tsx bench/evaluation/bss-child.ts
 * FOLDER` with the files of bench/peers/bss_eval.py. Prints JSON.
 */

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { bssEval } from '../../src/metrics/bss-eval/bss-eval.ts';
import { bssEvalSources } from '../../src/metrics/bss-eval/bss-eval-v3.ts';
import { type BssCase, optionsOf } from './bss-cases.ts';

const folder = process.argv[2]!;
const [one] = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as [BssCase];
const references = readSources(0);
const estimates = readSources(1);

// Compiling and warming up on two frames.
await evaluate(...([references, estimates].map((side) => cut(side, 88_200)) as [Sources, Sources]));
const startedAt = performance.now();
const first = await evaluate(references, estimates);
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ seconds, bytes: process.resourceUsage().maxRSS * 1024, first }));

type Sources = readonly (readonly Float32Array[])[];

/** One score, to see that both sides computed the same. */
async function evaluate(references: Sources, estimates: Sources): Promise<number> {
  if (one.peer === 'museval') return (await bssEval(references, estimates, optionsOf(one))).sdr[0]![0]!;
  const [mono, guesses] = [references, estimates].map((side) => side.map(([channel]) => channel!));
  return (await bssEvalSources(mono!, guesses!, { permute: one.permute })).sdr[0]!;
}

function cut(sources: Sources, length: number): Sources {
  return sources.map((channels) => channels.map((channel) => channel.slice(0, length)));
}

function readSources(side: number): Sources {
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
