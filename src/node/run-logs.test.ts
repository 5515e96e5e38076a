import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tinyConfig } from '../../test/support/model-folder.ts';
import { readPng } from '../../test/support/read-png.ts';
import { type Audio, decodeAudio } from '../audio/index.ts';
import { joinLogs, type RunLog } from '../train/index.ts';
import { HostError } from '../util/index.ts';
import { openEventLog } from './event-log.ts';
import { openRunLogs } from './run-logs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auralflow-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function tone(amplitude: number): Audio {
  return {
    sampleRate: 8000,
    channels: [Float32Array.from({ length: 2000 }, (_, n) => amplitude * Math.sin(n / 5))],
  };
}

const excerpts = [0.5, 0.3].map((amplitude) => ({
  mixture: tone(0.9),
  targets: new Map([['vo/cals', tone(amplitude)]]),
  estimates: new Map([['vo/cals', tone(1.5 * amplitude)]]),
}));
const record = { epoch: 1, trainLoss: 1, validation: null, learningRate: 1e-3, isBest: true };

async function run(logs: readonly RunLog[], epochs: readonly number[], count = 1): Promise<void> {
  const log = joinLogs(logs);
  for (const epoch of epochs) {
    await log.scalar('loss/iter/train', 1 / epoch, epoch);
    await log.histogram('weights/w', Float32Array.of(1, 2, 3), epoch);
    await log.excerpts?.(excerpts.slice(0, count), epoch);
    await log.epoch?.({ ...record, epoch });
  }
  await log.close();
}

describe('the logs of a run', () => {
  it('fill the folder as the configuration says', async () => {
    const config = tinyConfig({ visualizer_params: { save_image: true, save_audio: true } });
    await run(await openRunLogs({ folder, config }), [1, 5]);
    expect(readdirSync(folder).sort()).toEqual(['audio', 'images', 'report.html', 'runs']);
    expect(readdirSync(join(folder, 'audio')).sort()).toEqual([
      'mixture.wav',
      'vo_cals_0001_estimate.wav',
      'vo_cals_0001_residual.wav',
      'vo_cals_0005_estimate.wav',
      'vo_cals_0005_residual.wav',
      'vo_cals_target.wav',
    ]);
    expect(readdirSync(join(folder, 'images')).sort()).toEqual(
      ['0001', '0005'].flatMap((epoch) => [
        `vo_cals_${epoch}_spectrogram.png`,
        `vo_cals_${epoch}_waveform.png`,
      ]),
    );
    const residual = await decodeAudio(readFileSync(join(folder, 'audio/vo_cals_0005_residual.wav')));
    const expected = excerpts[0]!.mixture.channels[0]!.map((value, n) =>
      Math.fround(value - excerpts[0]!.estimates.get('vo/cals')!.channels[0]![n]!),
    );
    expect(residual.channels[0]).toEqual(expected);
    const picture = readPng(readFileSync(join(folder, 'images/vo_cals_0001_spectrogram.png')));
    expect([picture.width, picture.height > 300]).toEqual([1000, true]);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('2 of ');
  });

  it('number excerpts where there are several', async () => {
    const config = tinyConfig({ visualizer_params: { save_audio: true, num_images: 2, tensorboard: false } });
    await run(await openRunLogs({ folder, config }), [1], 2);
    expect(readdirSync(folder).sort()).toEqual(['audio', 'report.html']);
    expect(readdirSync(join(folder, 'audio'))).toContain('vo_cals_2_0001_estimate.wav');
  });

  it('make a report alone where nothing else is asked for', async () => {
    const config = tinyConfig({ visualizer_params: { tensorboard: false } });
    await run(await openRunLogs({ folder, config, history: [record] }), [2]);
    expect(readdirSync(folder)).toEqual(['report.html']);
  });
});

describe('event files', () => {
  it('begin anew with each run, and void what is computed again', async () => {
    const config = tinyConfig();
    await run(await openRunLogs({ folder, config }), [1]);
    await run(await openRunLogs({ folder, config, stepCount: 7 }), [2]);
    const runs = readdirSync(join(folder, 'runs')).sort();
    expect(runs).toHaveLength(2);
    const [first, second] = runs.map((name) => readFileSync(join(folder, 'runs', name)));
    // Session log with the status START, at the step behind the last that is kept.
    const start = Buffer.of(0x10, 8, 0x3a, 2, 0x08, 1);
    expect([first!.includes(start), second!.includes(start)]).toEqual([false, true]);
    for (const tag of ['loss/iter/train', 'weights/w', 'vo/cals/estimate'])
      expect(first!.includes(tag)).toBe(true);
  });

  it('hold whole records in the order in which they were told, though nobody waited', async () => {
    const log = await openEventLog(join(folder, 'runs'));
    const told = Array.from({ length: 50 }, (_, n) => log.scalar('x', n, n + 1));
    await log.image('pixels', { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) }, 51);
    await Promise.all(told);
    await log.close();
    await log.close();
    const bytes = readFileSync(log.path);
    const steps: number[] = [];
    let position = 0;
    while (position < bytes.length) {
      const length = Number(bytes.readBigUInt64LE(position));
      // Wall time takes nine bytes, the step's tag one.
      steps.push(bytes[position + 12 + 9] === 0x10 ? bytes[position + 12 + 10]! : 0);
      position += length + 16;
    }
    expect(position).toBe(bytes.length);
    expect(steps).toEqual(Array.from({ length: 52 }, (_, n) => n));
  });

  it('say which folder cannot be written', async () => {
    writeFileSync(join(folder, 'runs'), 'a file');
    await expect(openEventLog(join(folder, 'runs'))).rejects.toThrow(HostError);
    await expect(openEventLog(join(folder, 'runs'))).rejects.toThrow(/runs/);
  });
});
