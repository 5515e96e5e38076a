import { describe, expect, it } from 'vitest';
import { compileKernels } from '../../../scripts/build-kernels.ts';
import { moduleBase64 } from './generated/module.ts';

describe('the kernels of the factorizations', () => {
  it('are what their sources compile to (else run: npm run kernels)', { timeout: 180_000 }, async () => {
    expect(await compileKernels('src/decompose/kernels')).toContain(moduleBase64);
  });
});
