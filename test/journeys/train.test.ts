/** Training from the command line: runs that are stopped, killed and gone on with end as if they had been left alone. */

import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesIn, hashOf, runCli, startCli } from './cli.ts';
import { makeTinyTraining, onOneThread, type TinyTraining } from './tiny-training.ts';

let tiny: TinyTraining;
beforeAll(async () => {
  tiny = await makeTinyTraining();
}, 120_000);
afterAll(() => tiny.remove());

/** Hashes of what a run leaves that must not depend on how it went. */
function checkpointsOf(name: string): Record<string, string> {
  const files = filesIn(tiny.at(name, 'checkpoint'));
  return Object.fromEntries(files.map((file) => [file, hashOf(tiny.at(name, 'checkpoint', file))]));
}

function stepsDone(name: string): number {
  const path = tiny.at(name, 'checkpoint/latest.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { stepCount: number }).stepCount : 0;
}

/** Trains until more has been saved, then sends `signal`. */
async function stopInTheMiddle(
  name: string,
  { signal, words = [] }: { readonly signal: NodeJS.Signals; readonly words?: readonly string[] },
): Promise<{ readonly code: number | string; readonly stderr: string }> {
  const before = stepsDone(name);
  const { child, result } = startCli(['train', name, 'songs', ...onOneThread, ...words], { cwd: tiny.cwd });
  let ended = false;
  void result.then(() => (ended = true));
  while (!ended && stepsDone(name) <= before) await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill(signal);
  return await result;
}

/** Tensors and position alone: the configuration in the metadata tells of threads. */
function withoutConfig(name: string): readonly string[] {
  return ['best.json', 'latest.json'].map((file) => readFileSync(tiny.at(name, 'checkpoint', file), 'utf8'));
}

describe('auralflow train', () => {
  it('ends with the same bytes whether it was killed, stopped, or left alone', async () => {
    tiny.modelFolder('whole');
    const whole = await tiny.train('whole');
    expect([whole.code, whole.stderr]).toEqual([0, expect.stringContaining('epoch 2/2')]);
    expect(whole.stdout).toBe('whole/checkpoint/best.safetensors\n');
    const wanted = checkpointsOf('whole');
    expect(Object.keys(wanted)).toEqual([
      'best.json',
      'best.safetensors',
      'latest.json',
      'latest.safetensors',
    ]);

    tiny.modelFolder('killed');
    for (let kill = 0; kill < 2; kill++) {
      const words = kill === 0 ? [] : ['--resume'];
      expect((await stopInTheMiddle('killed', { signal: 'SIGKILL', words })).code).toBe('SIGKILL');
    }
    const resumed = await tiny.train('killed', '--resume');
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringContaining('going on after')]);
    expect(checkpointsOf('killed')).toEqual(wanted);
    expect(filesIn(tiny.at('killed')).filter((file) => file.includes('.auralflow-'))).toEqual([]);

    tiny.modelFolder('stopped');
    const stopped = await stopInTheMiddle('stopped', { signal: 'SIGINT' });
    expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('--resume')]);
    expect((await tiny.train('stopped', '--resume', '--num_workers', '0')).code).toBe(0);
    expect(withoutConfig('stopped')).toEqual(withoutConfig('whole'));
  }, 120_000);

  it('does not train twice by accident, and goes on to more epochs', async () => {
    const again = await tiny.train('whole');
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('--overwrite')]);
    const more = await tiny.train('whole', '--resume', '--epochs', '3');
    expect([more.code, more.stderr]).toEqual([0, expect.stringContaining('epoch 3/3')]);
    expect((await runCli(['models', 'info', 'whole'], { cwd: tiny.cwd })).stdout).toContain('3 epochs');
    expect((await tiny.train('whole', '--overwrite', '--resume')).code).toBe(2);
    expect((await tiny.train('whole', '--overwrite', '--targets', 'piano')).code).toBe(2);
    expect(stepsDone('whole')).toBe(48);
    expect((await tiny.train('whole', '--overwrite', '--epochs', '1')).code).toBe(0);
    expect(stepsDone('whole')).toBe(16);
  }, 120_000);

  it('locks the folder against a second training, and takes over a lock that nobody holds', async () => {
    tiny.modelFolder('locked');
    const first = startCli(['train', 'locked', 'songs', ...onOneThread, '--epochs', '500'], {
      cwd: tiny.cwd,
    });
    await first.sees('epoch 1/500');
    const second = await tiny.train('locked', '--resume');
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('a training in process')]);
    first.child.kill('SIGKILL');
    await first.result;
    expect(existsSync(tiny.at('locked/.training.lock'))).toBe(true);
    expect((await tiny.train('locked', '--resume', '--epochs', '1')).code).toBe(0);
    expect(existsSync(tiny.at('locked/.training.lock'))).toBe(false);
  }, 120_000);

  it('keeps the last good checkpoint where the disk is full', async () => {
    tiny.modelFolder('full');
    expect((await tiny.train('full', '--epochs', '1')).code).toBe(0);
    const before = checkpointsOf('full');
    const { code, stderr } = await runCli(['train', 'full', 'songs', ...onOneThread, '--resume'], {
      cwd: tiny.cwd,
      // Files of 4 blocks of 512 bytes: less than a checkpoint.
      shell: 'ulimit -f 4; trap "" XFSZ;',
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('limit on file sizes')]);
    expect(checkpointsOf('full')).toEqual(before);
  }, 120_000);

  it('tells what happens as JSON lines', async () => {
    tiny.modelFolder('json');
    const { stdout } = await tiny.train('json', '--json', '--epochs', '1', '--use_mixed_precision', 'true');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe('begin');
    expect(types).toContain('epoch');
    expect(types.at(-1)).toBe('end');
    expect(events[0]).toMatchObject({ trackCount: 3, validationTrackCount: 1, device: 'cpu' });
    expect(events[1]).toMatchObject({
      type: 'note',
      note: expect.stringContaining('all of this run is float32'),
    });
  }, 120_000);
});
