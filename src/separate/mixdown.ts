/** From the mixture and the stems, side by side, to the outputs: each a weighted sum, rounded once. */

import type { AudioBlock } from '../audio/index.ts';
import type { Output, OutputPlan } from './outputs.ts';

/** Turns a block of channels (the mixture's if the plan needs it, then each computed stem's) into outputs by name. */
export function mixdown(
  block: AudioBlock,
  { plan, channelCount }: { readonly plan: OutputPlan; readonly channelCount: number },
): ReadonlyMap<string, AudioBlock> {
  const part = (index: number): AudioBlock => block.slice(index * channelCount, (index + 1) * channelCount);
  const first = plan.needsMixture ? 1 : 0;
  const stems = new Map(plan.computedStems.map((name, i) => [name, part(first + i)]));
  const mixture = plan.needsMixture ? part(0) : [];
  return new Map(plan.outputs.map((output) => [output.name, weightedSum(output, { mixture, stems })]));
}

function weightedSum(
  output: Output,
  tracks: { readonly mixture: AudioBlock; readonly stems: ReadonlyMap<string, AudioBlock> },
): AudioBlock {
  const terms = [...output.stems].map(([name, weight]) => ({ block: tracks.stems.get(name)!, weight }));
  if (output.mixture !== 0) terms.unshift({ block: tracks.mixture, weight: output.mixture });
  if (terms.length === 1 && terms[0]!.weight === 1) return terms[0]!.block;
  const model = (terms[0]?.block ?? tracks.stems.values().next().value ?? tracks.mixture)!;
  return model.map((channel, c) => {
    const sum = new Float64Array(channel.length).fill(-0);
    for (const { block, weight } of terms) {
      const x = block[c]!;
      for (let n = 0; n < sum.length; n++) sum[n]! += weight * x[n]!;
    }
    return new Float32Array(sum);
  });
}
