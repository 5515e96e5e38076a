/** Model folders from the command line: made, edited in place, and described. */

import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesIn, hashOf, runCli } from './cli.ts';
import { makeTinyTraining, type TinyTraining } from './tiny-training.ts';

let tiny: TinyTraining;
beforeAll(async () => {
  tiny = await makeTinyTraining();
}, 60_000);
afterAll(() => tiny.remove());

describe('auralflow config', () => {
  it('makes a model folder and edits it in place, with dashes or underscores', async () => {
    const made = await runCli(['config', 'my_model', 'SpectrogramNetSimple', '--save', 'deep/er'], {
      cwd: tiny.cwd,
    });
    expect(made.code).toBe(0);
    const words = ['--mask_activation', 'relu', '--dropout-p', '0.25', '--name', 'first', '--display'];
    const edited = await runCli(['config', 'my_model', '--save', 'deep/er', ...words], { cwd: tiny.cwd });
    expect(edited.code).toBe(0);
    expect(edited.stdout).toMatch(/mask_activation\s+relu/);
    const config = JSON.parse(readFileSync(tiny.at('deep/er/my_model/config.json'), 'utf8')) as object;
    expect(config).toMatchObject({
      model_params: {
        model_type: 'SpectrogramNetSimple',
        model_name: 'first',
        mask_activation: 'relu',
        dropout_p: 0.25,
      },
    });
    expect(filesIn(tiny.at('deep/er/my_model'))).toEqual(['config.json']);
  });

  it('takes switches, lists and several losses', async () => {
    tiny.modelFolder('switched');
    const words = ['--clip_grad', 'false', '--save-audio', '--targets', 'vocals,bass'];
    const losses = ['--criterion', '{"l1": 1, "si_sdr_loss": 0.1}'];
    const { stdout } = await runCli(['config', 'switched', ...words, ...losses, '--json'], { cwd: tiny.cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      dataset_params: { targets: ['vocals', 'bass'] },
      training_params: { clip_grad: false, criterion: { l1: 1, si_sdr_loss: 0.1 } },
      visualizer_params: { save_audio: true },
    });
  });

  it.each([
    [['tiny', 'SpectrogramNetSimple'], 'To edit it leave the network out'],
    [['new', 'SpectrogramNetSimpel'], 'Did you mean SpectrogramNetSimple?'],
    [['tiny', '--dropout', '3'], 'Did you mean --dropout-p?'],
    [['tiny', '--dropout_p', '3'], 'model_params.dropout_p'],
    [['tiny', '--lr', 'fast'], 'training_params.lr'],
    [['tiny', '--recurrent_depth', '3'], "a key of SpectrogramNetSimple's configuration"],
    [['tiny', '--levels', '9'], 'SpectrogramNetSimple.levels'],
    [['tiny', '--criterion', '{l1: 1}'], '--criterion'],
  ])('refuses %j and changes nothing', async (words, message) => {
    const before = hashOf(tiny.at('tiny/config.json'));
    const { code, stderr } = await runCli(['config', ...words], { cwd: tiny.cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(hashOf(tiny.at('tiny/config.json'))).toBe(before);
    expect(existsSync(tiny.at('new'))).toBe(false);
  });
});

describe('auralflow models', () => {
  it('lists networks and describes one, or the model in a folder', async () => {
    expect((await runCli(['models'], { cwd: tiny.cwd })).stdout).toContain('HybridNet');
    const { stdout } = await runCli(['models', 'info', 'SpectrogramNetSimple'], { cwd: tiny.cwd });
    expect(stdout).toMatch(/parameters +7,7\d\d,\d\d\d/);
    expect((await runCli(['models', 'info', 'tiny'], { cwd: tiny.cwd })).stdout).toContain('not yet');
    const wrong = await runCli(['models', 'info', 'SpectrogramNetLTSM'], { cwd: tiny.cwd });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('SpectrogramNetLSTM?')]);
  });
});
