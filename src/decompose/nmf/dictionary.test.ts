/** Dictionaries: what is learned, what is refused, files there and back; separation with them keeps the contract and finds what was learned. */

import { describe, expect, it } from 'vitest';
import { sampleRate, separatorTests } from '../../../test/conformance/separator-suite.ts';
import type { Audio } from '../../audio/index.ts';
import { encodeSafetensors, floatTensor } from '../../tensor/index.ts';
import { ArgumentError, createRandom, FormatError } from '../../util/index.ts';
import { decodeDictionaries, encodeDictionaries, learnDictionary } from './dictionary.ts';
import { createDictionarySeparator } from './dictionary-separator.ts';

const seconds = 3;

function sound(sampleOf: (n: number, c: number) => number, channelCount = 1): Audio {
  const channels = Array.from({ length: channelCount }, (_, c) =>
    Float32Array.from({ length: seconds * sampleRate }, (_, n) => sampleOf(n, c)),
  );
  return { sampleRate, channels };
}

/** Notes of half a second with harmonics of one strength. */
function notes(hertz: readonly number[], slope: number): Audio {
  return sound((n) => {
    const pitch = hertz[Math.floor((2 * n) / sampleRate) % hertz.length]!;
    let sum = 0;
    for (let m = 1; m * pitch < 1900; m++)
      sum += Math.sin((2 * Math.PI * m * pitch * n) / sampleRate) / m ** slope;
    return 0.1 * sum;
  });
}

const low = notes([110, 131, 147], 1.5);
const high = notes([523, 587, 659, 698], 0.3);
const random = createRandom(9);
const hiss = sound(() => 0.05 * random.normal());
const options = { componentCount: 6, iterations: 40 };

function sum(...parts: readonly Audio[]): Audio {
  return sound((n) => parts.reduce((total, part) => total + part.channels[0]![n]!, 0));
}

/** Energy of a reference over that of the error, in decibels. */
function quality(reference: Audio, estimate: Audio): number {
  let [energy, error] = [0, 0];
  reference.channels[0]!.forEach((x, n) => {
    energy += x * x;
    error += (x - estimate.channels[0]![n]!) ** 2;
  });
  return 10 * Math.log10(energy / error);
}

const dictionaries = {
  low: await learnDictionary(low, options),
  high: await learnDictionary([high], options),
};

describe('learnDictionary', () => {
  it('gives templates that add up to 1, the same for the same recording', async () => {
    const { templates, componentCount, fftSize } = dictionaries.low;
    const binCount = fftSize / 2 + 1;
    expect(templates.length).toBe(componentCount * binCount);
    for (let r = 0; r < componentCount; r++) {
      const template = templates.subarray(r * binCount, (r + 1) * binCount);
      expect(template.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
    expect((await learnDictionary(low, options)).templates).toEqual(templates);
  });

  it('learns nothing from pauses', async () => {
    const paused = {
      sampleRate,
      channels: low.channels.map((x) => Float32Array.from({ length: 3 * x.length }, (_, n) => x[n] ?? 0)),
    };
    const { templates } = await learnDictionary(paused, options);
    expect(templates.every(Number.isFinite)).toBe(true);
    const separator = createDictionarySeparator({
      dictionaries: { low: { ...dictionaries.low, templates }, high: dictionaries.high },
    });
    expect(quality(low, (await separator.separate(sum(low, high))).get('low')!)).toBeGreaterThan(10);
  });

  it('refuses silence, several rates and nothing', async () => {
    await expect(learnDictionary(sound(() => 0))).rejects.toThrow(/sounds, got silence\. Give a passage/);
    await expect(learnDictionary([low, { ...low, sampleRate: 8000 }])).rejects.toThrow(/4000, 8000 Hz/);
    await expect(learnDictionary([])).rejects.toThrow(ArgumentError);
    await expect(learnDictionary(low, { frameSeconds: 0 })).rejects.toThrow(ArgumentError);
  });

  it('is kept in a file, bit for bit', () => {
    const read = decodeDictionaries(encodeDictionaries(dictionaries));
    expect(read).toEqual(dictionaries);
    expect(Object.keys(read)).toEqual(['low', 'high']);
  });

  it('refuses files of something else', () => {
    const other = encodeSafetensors({ low: floatTensor([1, 2], [1, 2]) });
    expect(() => decodeDictionaries(other)).toThrow(/safetensors file of something else/);
    const broken = encodeDictionaries({ low: { ...dictionaries.low, fftSize: 100 } });
    expect(() => decodeDictionaries(broken, 'x')).toThrow(FormatError);
    const negative = { ...dictionaries.low, templates: dictionaries.low.templates.map((value) => -value) };
    expect(() => decodeDictionaries(encodeDictionaries({ negative }))).toThrow(FormatError);
  });
});

describe('createDictionarySeparator', () => {
  it('finds two sources by their dictionaries', async () => {
    const stems = await createDictionarySeparator({ dictionaries }).separate(sum(low, high));
    expect(quality(low, stems.get('low')!)).toBeGreaterThan(12);
    expect(quality(high, stems.get('high')!)).toBeGreaterThan(12);
  });

  it('learns the unknown rest from the mixture', async () => {
    const separator = createDictionarySeparator({
      ...{ dictionaries: { low: dictionaries.low }, restComponents: 6, restStem: 'band' },
    });
    const stems = await separator.separate(sum(low, high));
    expect(separator.stems).toEqual(['low', 'band']);
    expect(quality(high, stems.get('band')!)).toBeGreaterThan(8);
  });

  it('serves costs of powers too', async () => {
    const cost = 'itakura-saito';
    const known = {
      high: await learnDictionary(high, { ...options, cost }),
      hiss: await learnDictionary(hiss, { ...options, cost, componentCount: 1 }),
    };
    const stems = await createDictionarySeparator({ dictionaries: known }).separate(sum(high, hiss));
    expect(quality(high, stems.get('high')!)).toBeGreaterThan(10);
  });

  it('refuses dictionaries that do not go together, and other rates', async () => {
    const fast = { ...dictionaries.high, sampleRate: 8000 };
    expect(() => createDictionarySeparator({ dictionaries: { low: dictionaries.low, fast } })).toThrow(
      /dictionaries\.fast: expected what the others have: 4000 Hz/,
    );
    expect(() => createDictionarySeparator({ dictionaries: {} })).toThrow(/at least one dictionary/);
    const taken = { dictionaries, restComponents: 1, restStem: 'low' };
    expect(() => createDictionarySeparator(taken)).toThrow(ArgumentError);
    const separator = createDictionarySeparator({ dictionaries });
    await expect(separator.separate({ ...low, sampleRate: 8000 })).rejects.toThrow(
      /4000 Hz, the rate of the/,
    );
  });
});

describe('two dictionaries', () => {
  separatorTests({ create: () => createDictionarySeparator({ dictionaries, iterations: 10 }) });
});

describe('a dictionary and a rest', () => {
  separatorTests({
    create: () =>
      createDictionarySeparator({
        dictionaries: { low: dictionaries.low },
        restComponents: 3,
        iterations: 10,
      }),
  });
});
