import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest.ts';

const names = ['hpss', 'hrps', 'hpss-vocals', 'center', 'identity'];

describe('nearestName', () => {
  it('finds the name that was mistyped', () => {
    expect(nearestName('hpsss', names)).toBe('hpss');
    expect(nearestName('centre', names)).toBe('center');
    expect(nearestName('IDENTITY', names)).toBe('identity');
    expect(nearestName('hpss_vocals', names)).toBe('hpss-vocals');
  });

  it('takes the first of two that are equally near', () => {
    expect(nearestName('hpps', ['hpss', 'hrps'])).toBe('hpss');
  });

  it('finds none when nothing is near', () => {
    expect(nearestName('spleeter', names)).toBeUndefined();
    expect(nearestName('x', ['abcd'])).toBeUndefined();
    expect(nearestName('hpss', [])).toBeUndefined();
  });
});
