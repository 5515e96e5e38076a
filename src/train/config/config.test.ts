/** Configurations: templates of every network, edits, and what is refused. */

import { describe, expect, it } from 'vitest';
import { findNetwork, networkNames } from '../../models/index.ts';
import { ArgumentError } from '../../util/index.ts';
import { configKeys, configTemplate, editConfig, formatConfig, parseConfig } from './config.ts';
import { configuredModel } from './config-model.ts';

const template = configTemplate('SpectrogramNetSimple');

function refusal(work: () => unknown): ArgumentError {
  try {
    work();
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

/** The template with a key in a section. */
function withKey(section: string, key: string, value: unknown): unknown {
  const plain = JSON.parse(formatConfig(template)) as Record<string, Record<string, unknown>>;
  return { ...plain, [section]: { ...plain[section], [key]: value } };
}

describe.each(networkNames())('the template of %s', (name) => {
  it('is complete, reads back as itself, and describes a model', () => {
    const config = configTemplate(name, { name: 'first' });
    expect(parseConfig(JSON.parse(formatConfig(config)))).toEqual(config);
    expect(config.model_params).toMatchObject({ model_type: name, model_name: 'first' });
    for (const { section, key } of configKeys(findNetwork(name))) expect(config[section]).toHaveProperty(key);
  });

  it('has every key once', () => {
    const keys = configKeys(findNetwork(name)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a configuration', () => {
  it('describes its model', () => {
    const config = editConfig(template, { num_channels: 2, targets: ['vocals', 'drums'], levels: 3 });
    const model = configuredModel(config);
    expect(model.shape).toMatchObject({ channels: 2, targets: ['vocals', 'drums'], bins: 513 });
    expect(model.settings.levels).toBe(3);
  });

  it('is filled in where keys are missing', () => {
    const config = parseConfig({ model_params: { model_type: 'SpectrogramNetSimple' } });
    expect(config).toEqual(template);
  });

  it('is edited in whichever section a key stands', () => {
    const edited = editConfig(template, {
      mask_activation: 'relu',
      dropout_p: 0.1,
      lr: 0.01,
      seed: undefined,
    });
    expect(edited.model_params).toMatchObject({ mask_activation: 'relu', dropout_p: 0.1 });
    expect(edited.training_params).toMatchObject({ lr: 0.01, seed: 0 });
    expect(template.training_params.lr).toBe(0.001);
  });

  it('keeps settings that two networks share where the network is changed', () => {
    const edited = editConfig(editConfig(template, { levels: 3 }), { model_type: 'SpectrogramNetLSTM' });
    expect(edited.model_params).toMatchObject({ levels: 3, model_type: 'SpectrogramNetLSTM' });
    expect(edited.model_params).toHaveProperty('recurrent_depth');
    const back = editConfig(edited, { model_type: 'SpectrogramNetSimple' });
    expect(back.model_params).not.toHaveProperty('recurrent_depth');
  });

  it('may weigh several losses', () => {
    const config = editConfig(template, { criterion: { l1: 1, si_sdr_loss: { weight: 0.1 } } });
    expect(config.training_params.criterion).toEqual({ l1: 1, si_sdr_loss: { weight: 0.1 } });
  });
});

describe('a wrong configuration', () => {
  it('is told the key and the nearest', () => {
    const error = refusal(() => parseConfig(withKey('training_params', 'batchsize', 3)));
    expect(error.place).toBe('config.json: training_params.batchsize');
    expect(error.remedy).toBe('Did you mean batch_size (training_params)?');
  });

  it('is told the section that a key belongs to', () => {
    const error = refusal(() => parseConfig(withKey('model_params', 'lr', 0.1)));
    expect(error.message).toContain('this key in training_params');
  });

  it.each([
    ['training_params', 'lr', '0.1', 'a number at least 0'],
    ['training_params', 'max_epochs', 2.5, 'an integer at least 1'],
    ['training_params', 'optimizer', 'adm', 'one of adam, adamw'],
    ['training_params', 'clip_grad', 1, 'true or false'],
    ['training_params', 'criterion', 'l3', 'one of component_loss'],
    ['training_params', 'criterion', { l1: { weight: 'x' } }, 'a number'],
    ['dataset_params', 'targets', 'vocals', 'a list of different stems'],
    ['dataset_params', 'targets', ['vocals', 'vocals'], 'a list of different stems'],
    ['dataset_params', 'num_channels', 3, 'an integer at least 1 and at most 2'],
    ['model_params', 'dropout_p', 2, 'a number at least 0 and at most 0.95'],
    ['model_params', 'model_type', 'SpectrogramNetSimpel', 'one of SpectrogramNetSimple'],
    ['model_params', 'model_name', '', 'a text'],
  ])('is refused: %s.%s = %j', (section, key, value, expected) => {
    const error = refusal(() => parseConfig(withKey(section, key, value)));
    expect(error.place).toContain(`${section}.${key}`.replace('.criterion', '.'));
    expect(error.expected).toContain(expected);
  });

  it('is told what became of keys of the original', () => {
    const error = refusal(() => parseConfig(withKey('training_params', 'last_epoch', -1)));
    expect(error.got).toContain('checkpoints know how far they are');
  });

  it('is no list, and has no other sections', () => {
    expect(refusal(() => parseConfig([])).got).toBe('a list');
    const plain = { ...template, trainer_params: {} };
    expect(refusal(() => parseConfig(plain)).remedy).toContain('Did you mean training_params?');
    expect(refusal(() => parseConfig({})).message).toContain('model_type');
  });

  it('is refused in an edit, too', () => {
    expect(refusal(() => editConfig(template, { mask_activaton: 'relu' })).remedy).toContain(
      'mask_activation',
    );
    expect(refusal(() => editConfig(template, { recurrent_depth: 1 })).message).toContain(
      'SpectrogramNetSimple',
    );
  });
});
