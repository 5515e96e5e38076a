/** Every layer beside PyTorch: outputs, every gradient and every buffer, in the sizes that networks have, in the same run. */

import { createEngine } from '../../../src/node/engine.ts';
import { type ParityCase, type ParityFamily, parityFamilies } from '../../engine/layer-cases.ts';
import { type LayerPeer, type Rounding, type TensorError, withLayerPeer } from '../../engine/layer-parity.ts';
import type { Figure, Measurement } from '../figure.ts';

interface Worst extends TensorError {
  readonly one: ParityCase;
}

const floors = { short: 1e-5, long: 1e-4 };

/** Where the mathematics amplifies rounding: ours beside PyTorch's own. Orders of summing differ; no more than luck may. */
const mostTimesTheirs = 5;

function familyFigure(family: ParityFamily): Figure {
  const floor = family.shortSums ? floors.short : floors.long;
  const sums = family.shortSums ? '; sums of 64 numbers at most' : '';
  const amplified = family.amplifiesRounding
    ? `, or ${mostTimesTheirs}x as far from double precision as PyTorch's float32`
    : '';
  return {
    what: `layers against PyTorch, float32: ${family.what}`,
    floor: `<= ${floor} of each tensor's largest number${sums}${amplified}`,
    measure: () => withLayerPeer((peer) => measureFamily(family, { peer, floor })),
  };
}

async function measureFamily(
  { cases, amplifiesRounding = false }: ParityFamily,
  { peer, floor }: { readonly peer: LayerPeer; readonly floor: number },
): Promise<Measurement> {
  const engine = await createEngine({ device: 'cpu', threads: 2 });
  const errors: Worst[] = [];
  for (const one of cases) {
    for (const error of await peer.compare(one, engine)) errors.push({ ...error, one });
  }
  // What is no number is worst.
  const worst = errors.reduce((a, b) => (b.error <= a.error ? a : b));
  const rounding = new Map<ParityCase, readonly Rounding[]>();
  const roundingOf = async ({ one, tensor }: Worst): Promise<Rounding> => {
    if (!rounding.has(one)) rounding.set(one, await peer.rounding(one, engine));
    return rounding.get(one)!.find((found) => found.tensor === tensor)!;
  };
  const wrong: Worst[] = [];
  for (const found of errors.filter(({ error }) => !(error <= floor))) {
    const { ours, theirs } = await roundingOf(found);
    if (!(amplifiesRounding && ours <= mostTimesTheirs * theirs)) wrong.push(found);
  }
  const { ours, theirs } = await roundingOf(worst);
  await engine.dispose();
  const over = wrong.map(({ one, tensor, error }) => `${tensor} of ${one.layer} ${text(error)}`);
  return {
    measured: over.length === 0 ? text(worst.error) : `${text(worst.error)}; too far: ${over.join(', ')}`,
    ok: wrong.length === 0,
    note:
      `${errors.length} tensors of ${cases.length} layers; worst: ${describe(worst)}; ` +
      `from double precision ours ${text(ours)}, PyTorch's ${text(theirs)}`,
  };
}

function describe({ one, tensor }: Worst): string {
  const mode = one.training ? ', training' : '';
  const shapes = Object.values(one.inputs).map((how) => `[${('shape' in how ? how.shape : how).join(', ')}]`);
  const settings = Object.keys(one.options ?? {}).length > 0 ? ` ${JSON.stringify(one.options)}` : '';
  return `${tensor} of ${one.layer} ${shapes.join(', ')}${settings}${mode}`;
}

function text(error: number): string {
  return error.toExponential(1);
}

const figures: Figure[] = parityFamilies.map(familyFigure);
export default figures;
