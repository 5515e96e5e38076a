import { describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import { assembleTrack } from '../datasets/index.ts';
import { findMetric, type Metric } from '../metrics/index.ts';
import { createRandom } from '../util/index.ts';
import { evaluateTrack } from './evaluate-track.ts';

const sampleRate = 8000;

function noise(seed: number, length = 9000): Audio {
  const { uniform } = createRandom(seed);
  return { sampleRate, channels: [Float32Array.from({ length }, () => 0.3 * (uniform() - 0.5))] };
}

function sum(...stems: readonly Audio[]): Audio {
  const channel = stems[0]!.channels[0]!.map((_, n) =>
    stems.reduce((total, { channels }) => total + channels[0]![n]!, 0),
  );
  return { sampleRate, channels: [channel] };
}

const [vocals, drums, bass] = [noise(1), noise(2), noise(3)];
const audio = assembleTrack({ name: 'song', stems: new Map(Object.entries({ vocals, drums, bass })) });
const metrics = [findMetric('bss-eval')];

async function measure(estimates: Record<string, Audio>, using: readonly Metric[] = metrics) {
  return await evaluateTrack(
    { name: 'song', audio, separator: 'mine', estimates: new Map(Object.entries(estimates)) },
    { metrics: using },
  );
}

describe('a measured track', () => {
  it('has the scores of its stems whatever else was exported beside them', async () => {
    const estimates = {
      vocals: sum(vocals, noise(4)),
      drums: sum(drums, noise(5)),
      bass: sum(bass, noise(6)),
    };
    const alone = await measure(estimates);
    const accompaniment = sum(drums, bass, noise(7));
    const beside = await measure({ accompaniment, ...estimates });
    for (const stem of ['vocals', 'drums', 'bass']) expect(beside.scores[stem]).toEqual(alone.scores[stem]);
    const pair = await measure({ accompaniment, vocals: estimates.vocals });
    expect(beside.scores.accompaniment).toEqual(pair.scores.accompaniment);
    expect(beside.findings).toEqual([]);
  });

  it('says what looks wrong without references, where they do not explain it', async () => {
    const silent = { sampleRate, channels: [new Float32Array(9000)] };
    const { findings, moments, scores } = await measure({ vocals, drums, bass: silent });
    expect(findings.map(({ kind }) => kind)).toEqual(['residual', 'silent']);
    expect(scores.bass!.SDR!.value).toBeNull();
    // Perfect estimates have no finite SDR, silent ones none at all.
    expect(moments).toEqual({});
    expect((await measure({ vocals })).findings).toEqual([]);
  });

  it('is refused by name where an estimate is no sound', async () => {
    const broken = { sampleRate, channels: [new Float32Array(9000).fill(Number.NaN, 10, 11)] };
    await expect(measure({ vocals: broken })).rejects.toThrow('song');
    await expect(measure({ vocals: broken }, [findMetric('si-sdr')])).rejects.toThrow('song');
  });
});
