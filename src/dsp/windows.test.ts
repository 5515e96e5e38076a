import { describe, expect, it } from 'vitest';
import { makeWindow, resolveWindow, windowNames } from './windows.ts';

describe('makeWindow', () => {
  it('gives periodic windows unless asked for symmetric ones', () => {
    expect([...makeWindow('hann', 8)].map((w) => Math.round(w * 1e6) / 1e6)).toEqual([
      0, 0.146447, 0.5, 0.853553, 1, 0.853553, 0.5, 0.146447,
    ]);
    expect(makeWindow('hann', 9, { symmetric: true }).subarray(0, 8)).toEqual(makeWindow('hann', 8));
    expect([...makeWindow('bartlett', 4)]).toEqual([0, 0.5, 1, 0.5]);
    expect([...makeWindow('triangular', 4, { symmetric: true })]).toEqual([0.25, 0.75, 0.75, 0.25]);
  });

  it('mirrors every window about its peak bit for bit', () => {
    for (const name of windowNames) {
      for (const length of [2, 3, 64, 101]) {
        const symmetric = makeWindow(name, length, { symmetric: true });
        expect(symmetric.slice().reverse()).toEqual(symmetric);
        const periodic = makeWindow(name, length).subarray(1);
        expect(periodic.slice().reverse()).toEqual(periodic);
      }
    }
  });

  it('squares sqrt_hann to hann', () => {
    const root = makeWindow('sqrt_hann', 50);
    expect(root.map((w) => w * w)).toEqual(makeWindow('hann', 50));
  });

  it('makes a window of one sample 1', () => {
    for (const name of windowNames) expect([...makeWindow(name, 1)]).toEqual([1]);
  });

  it('refuses unknown names and empty windows', () => {
    expect(() => makeWindow('han' as 'hann', 8)).toThrow(/Did you mean hann\?/);
    expect(() => makeWindow('hann', 0)).toThrow(/at least 1/);
  });
});

describe('resolveWindow', () => {
  it('takes a name or a table of the right length', () => {
    expect(resolveWindow('hamming', 16)).toEqual(makeWindow('hamming', 16));
    expect([...resolveWindow([1, 2, 3], 3)]).toEqual([1, 2, 3]);
    expect(() => resolveWindow([1, 2, 3], 4)).toThrow(/4 samples/);
  });
});
