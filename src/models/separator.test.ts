import { describe, expect, it } from 'vitest';
import { testEngine } from '../../test/support/engine.ts';
import { randomWeights, tinyModel } from '../../test/support/models.ts';
import type { Audio } from '../audio/index.ts';
import { findNetwork } from './list.ts';
import { createModelSeparator } from './separator.ts';

const engine = await testEngine();
const model = tinyModel(findNetwork('SpectrogramNetSimple'));
const weights = randomWeights(model);

function tones(lengthSamples: number, channelCount = 2): Audio {
  const channels = Array.from({ length: channelCount }, (_, c) =>
    Float32Array.from({ length: lengthSamples }, (_unused, n) => 0.3 * Math.sin(n / (4 + c))),
  );
  return { sampleRate: model.sampleRate, channels };
}

describe('createModelSeparator', () => {
  it('gives the same whatever goes through the network at once', async () => {
    const song = tones(1234);
    const alone = await createModelSeparator(model, weights, engine).separate(song);
    const together = await createModelSeparator(model, weights, engine, { batchSize: 5 }).separate(song);
    alone.get('vocals')!.channels.forEach((channel, c) => {
      const other = together.get('vocals')!.channels[c]!;
      channel.forEach((x, n) => {
        expect(other[n]).toBeCloseTo(x, 5);
      });
    });
  });

  it('separates each channel by itself with a mono model', async () => {
    const separator = createModelSeparator(model, weights, engine);
    const song = tones(700);
    const both = await separator.separate(song);
    const right = await separator.separate({ ...song, channels: [song.channels[1]!] });
    expect(both.get('vocals')!.channels[1]).toEqual(right.get('vocals')!.channels[0]);
  });

  it('refuses weights of another model, and sound at another rate', async () => {
    const other = tinyModel(findNetwork('SpectrogramNetSimple'), { settings: { hidden_channels: 3 } });
    expect(() => createModelSeparator(other, weights, engine)).toThrow(
      /weights of SpectrogramNetSimple encoder\.0\.conv1\.weight: expected float32\[3, 1, 3, 3\]/,
    );
    const lstm = tinyModel(findNetwork('SpectrogramNetLSTM'));
    expect(() => createModelSeparator(lstm, weights, engine)).toThrow(/nothing of that name/);
    const separator = createModelSeparator(model, weights, engine);
    await expect(separator.separate({ ...tones(10), sampleRate: 8000 })).rejects.toThrow(/4000 Hz/);
  });

  it('runs no more once it is freed', async () => {
    const separator = createModelSeparator(model, weights, engine);
    await separator.separate(tones(100));
    await separator.dispose();
    await expect(separator.separate(tones(100))).rejects.toThrow();
  });
});
