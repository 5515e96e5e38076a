/** Weights by name against the parameters of a model: the check stands with the layers, since separating needs it too. */

export { checkWeights } from '../nn/index.ts';
