import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../util/index.ts';
import { binsFromHertz, framesFromSeconds, hertzFromBins, secondsFromFrames } from './spectrogram-grid.ts';

const grid = { sampleRate: 44100, fftSize: 4096, hopSize: 1024 };

describe('median lengths', () => {
  it('convert as in the textbook example', () => {
    expect(hertzFromBins(17, grid)).toBeCloseTo(183.03, 2);
    expect(secondsFromFrames(17, grid)).toBeCloseTo(0.3947, 4);
  });

  it('survive the way to seconds and hertz and back', () => {
    for (let length = 1; length < 200; length += 2) {
      expect(framesFromSeconds(secondsFromFrames(length, grid), grid)).toBe(length);
      expect(binsFromHertz(hertzFromBins(length, grid), grid)).toBe(length);
    }
  });

  it('become the nearest odd number, at least 1', () => {
    expect(framesFromSeconds(secondsFromFrames(17.9, grid), grid)).toBe(17);
    expect(framesFromSeconds(secondsFromFrames(18.1, grid), grid)).toBe(19);
    expect(framesFromSeconds(1e-9, grid)).toBe(1);
    expect(binsFromHertz(1e-9, grid)).toBe(1);
  });

  it('must be positive', () => {
    expect(() => framesFromSeconds(0, grid)).toThrow(ArgumentError);
    expect(() => binsFromHertz(Number.NaN, grid)).toThrow(ArgumentError);
  });
});
