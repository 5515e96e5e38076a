import { describe, expect, it } from 'vitest';
import { compileKernels } from '../../../scripts/build-kernels.ts';
import { moduleBase64 } from './generated/module.ts';
import { floatsAt, kernels, MemoryLayout } from './module.ts';

describe('the kernel module', () => {
  it('is what its sources compile to (else run: npm run kernels)', { timeout: 180_000 }, async () => {
    expect(await compileKernels()).toContain(moduleBase64);
  });

  it('is one instance, its memory laid out anew for each call', () => {
    expect(kernels()).toBe(kernels());
    const layout = new MemoryLayout();
    const first = layout.take(1);
    const second = layout.take(100_000);
    layout.open();
    expect(first % 64).toBe(0);
    expect(second).toBeGreaterThanOrEqual(first + 4);
    expect(floatsAt(second, 100_000).length).toBe(100_000);
  });
});
