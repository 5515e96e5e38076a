import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../test/support/engine.ts';
import { input } from '../../graph/index.ts';
import { createScope } from '../../nn/index.ts';
import { floatTensor, type Tensor } from '../../tensor/index.ts';
import { activateMask, maskActivationSetting } from './mask.ts';

const values = [-50, -2, -0.3, 0, 0.2, 0.9, 1.5, 60];
const x = floatTensor([1, 2, 1, 2, 2], values);

async function activated(name: string): Promise<number[]> {
  const scope = createScope();
  const mask = activateMask(
    scope.child('mask_activation'),
    input('x', { dtype: 'float32', shape: x.shape }),
    name,
  );
  const slope: Record<string, Tensor> =
    scope.parameters.size > 0 ? { 'mask_activation.weight': floatTensor([1], [0.25]) } : {};
  return Array.from((await evaluate({ mask }, { x, ...slope })).mask!.data, Number);
}

describe('masks', () => {
  it.each(maskActivationSetting.choices!)('of %s lie within [0, 1]', async (name) => {
    for (const value of await activated(name)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });

  it('of softmax share each bin between the targets and a rest', async () => {
    const mask = await activated('softmax');
    for (let bin = 0; bin < 4; bin++) {
      const [a, b] = [Math.exp(values[bin]!), Math.exp(values[bin + 4]!)];
      expect(mask[bin]).toBeCloseTo(a / (1 + a + b), 5);
      expect(mask[bin + 4]).toBeCloseTo(b / (1 + a + b), 5);
    }
  });
});
