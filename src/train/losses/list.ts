/** The losses by the names that `config.json` has for them, and from there to a criterion. A new loss is one line in this list. */

import { checkSetting, type NetworkSetting, type NetworkSettings } from '../../models/index.ts';
import { ArgumentError, checkChoice, checkNumber, describe, nearestName } from '../../util/index.ts';
import { componentLossOf } from './component.ts';
import { l1LossOf, l2LossOf, rmseLossOf } from './elementwise.ts';
import { klDivergenceLoss } from './kl-divergence.ts';
import type { Loss } from './loss.ts';
import { idealMasks, maskLossOf } from './mask.ts';
import { multiResolutionStftLossOf } from './multi-resolution-stft.ts';
import { siSdrLossOf, snrLossOf } from './signal-ratio.ts';
import { sumLosses } from './weighted-sum.ts';

/** One of the losses. */
export interface LossDefinition {
  /** As `config.json` names it. */
  readonly name: string;
  readonly summary: string;
  readonly paper: string;
  /** What it looks at: who has no mask or latent values cannot be trained with some. */
  readonly needs: 'magnitude' | 'waveform' | 'mask' | 'latent' | 'either';
  readonly settings: readonly NetworkSetting[];
  /** The loss, from settings that are complete and checked. */
  create(settings: NetworkSettings): Loss;
}

const domainSetting: NetworkSetting = {
  key: 'domain',
  kind: 'choice',
  default: 'magnitude',
  choices: ['magnitude', 'waveform'],
  summary: 'what is compared',
};
const distanceSetting: NetworkSetting = {
  key: 'distance',
  kind: 'choice',
  default: 'l1',
  choices: ['l1', 'l2'],
  summary: 'mean absolute or mean squared distance',
};
const ratioSettings: readonly NetworkSetting[] = [
  {
    key: 'per',
    kind: 'choice',
    default: 'source',
    choices: ['source', 'channel'],
    summary: 'one ratio per source or per channel',
  },
  {
    key: 'limit_db',
    kind: 'number',
    default: 0,
    min: 0,
    summary: 'decibels that ratios do not rise above; 0: no limit',
  },
];

/** Settings of a known kind: they have been checked. */
const numberOf = (settings: NetworkSettings, key: string): number => settings[key] as number;
const choiceOf = <T extends string>(settings: NetworkSettings, key: string): T => settings[key] as T;

function ratioOptions(settings: NetworkSettings): { per: 'source' | 'channel'; limitDb?: number } {
  const limitDb = numberOf(settings, 'limit_db');
  return { per: choiceOf(settings, 'per'), ...(limitDb === 0 ? {} : { limitDb }) };
}

/** All losses. */
export const losses: readonly LossDefinition[] = [
  {
    name: 'component_loss',
    summary: 'target kept against residual removed, and with beta the quality of the residual',
    paper: 'Xu et al. 2021',
    needs: 'mask',
    settings: [
      {
        key: 'alpha_constant',
        kind: 'number',
        default: 0.5,
        min: 0,
        summary: 'weight of what is let through of the residual',
      },
      {
        key: 'beta_constant',
        kind: 'number',
        default: 0,
        min: 0,
        summary: "weight of the residual's quality; 0: two components",
      },
    ],
    create: (settings) =>
      componentLossOf({
        alpha: numberOf(settings, 'alpha_constant'),
        beta: numberOf(settings, 'beta_constant'),
        components: settings.beta_constant === 0 ? 2 : 3,
      }),
  },
  {
    name: 'kl_div_loss',
    summary: 'reconstruction and divergence of latent values, for variational networks',
    paper: 'Kingma and Welling 2013',
    needs: 'latent',
    settings: [
      { ...distanceSetting, key: 'reconstruction' },
      { key: 'kl_weight', kind: 'number', default: 1, min: 0, summary: 'weight of the divergence' },
    ],
    create: (settings) =>
      klDivergenceLoss({
        reconstruction: choiceOf(settings, 'reconstruction'),
        klWeight: numberOf(settings, 'kl_weight'),
      }),
  },
  {
    name: 'l1',
    summary: 'mean absolute error',
    paper: '',
    needs: 'either',
    settings: [domainSetting],
    create: (settings) => l1LossOf({ domain: choiceOf(settings, 'domain') }),
  },
  {
    name: 'l2',
    summary: 'mean squared error',
    paper: '',
    needs: 'either',
    settings: [domainSetting],
    create: (settings) => l2LossOf({ domain: choiceOf(settings, 'domain') }),
  },
  {
    name: 'rmse',
    summary: 'root of the mean squared error',
    paper: '',
    needs: 'either',
    settings: [domainSetting],
    create: (settings) => rmseLossOf({ domain: choiceOf(settings, 'domain') }),
  },
  {
    name: 'mask',
    summary: 'distance of the mask from an ideal one',
    paper: 'Wang, Narayanan and Wang 2014',
    needs: 'mask',
    settings: [
      {
        key: 'ideal',
        kind: 'choice',
        default: 'amplitude',
        choices: idealMasks,
        summary: 'the mask that would be right',
      },
      distanceSetting,
    ],
    create: (settings) =>
      maskLossOf({ ideal: choiceOf(settings, 'ideal'), distance: choiceOf(settings, 'distance') }),
  },
  {
    name: 'si_sdr_loss',
    summary: 'negative scale-invariant signal-to-distortion ratio in decibels',
    paper: 'Le Roux et al. 2019',
    needs: 'waveform',
    settings: [
      { key: 'zero_mean', kind: 'boolean', default: false, summary: 'take means off first' },
      ...ratioSettings,
    ],
    create: (settings) => siSdrLossOf({ zeroMean: settings.zero_mean === true, ...ratioOptions(settings) }),
  },
  {
    name: 'snr_loss',
    summary: 'negative signal-to-noise ratio in decibels',
    paper: '',
    needs: 'waveform',
    settings: ratioSettings,
    create: (settings) => snrLossOf(ratioOptions(settings)),
  },
  {
    name: 'multi_stft_loss',
    summary: 'magnitudes at three frame sizes',
    paper: 'Yamamoto et al. 2020',
    needs: 'waveform',
    settings: [],
    create: () => multiResolutionStftLossOf(),
  },
];

/** The loss called `name`. Throws ArgumentError, naming the nearest, where there is none. */
export function findLoss(name: string, place = 'criterion'): LossDefinition {
  const found = losses.find((loss) => loss.name === name);
  if (found !== undefined) return found;
  const names = losses.map((loss) => loss.name);
  const near = nearestName(name, names) ?? names.find((known) => name.length > 1 && known.startsWith(name));
  throw new ArgumentError({
    place,
    expected: `one of ${names.join(', ')}`,
    got: describe(name),
    remedy: near === undefined ? 'Choose a name from the list' : `Did you mean ${near}?`,
  });
}

/** A loss's weight alone, or with settings of its own. */
export type CriterionTerm = number | (NetworkSettings & { readonly weight?: number });

/** As `config.json` has it: a name, or weights by name: `{ "l1": 1, "si_sdr_loss": { "weight": 0.1, "zero_mean": true } }`. */
export type Criterion = string | Readonly<Record<string, CriterionTerm>>;

/**
 * The loss that a criterion means. `shared` are settings that stand beside it (`alpha_constant` and `beta_constant` of the
 * training section); each loss takes those that it knows. Throws ArgumentError, naming the key and the nearest known, for what is unknown
 * or out of range.
 *
 * @example
 * const loss = createCriterion({ l1: 1, si_sdr_loss: { weight: 0.05, limit_db: 30 } });
 */
export function createCriterion(criterion: Criterion, shared: Readonly<Record<string, unknown>> = {}): Loss {
  if (typeof criterion === 'string') return createLoss(criterion, { own: {}, shared });
  if (typeof criterion !== 'object' || criterion === null || Array.isArray(criterion)) {
    throw new ArgumentError({
      place: 'criterion',
      expected: 'the name of a loss, or weights by name',
      got: describe(criterion),
      remedy: 'Give "l1" or { "l1": 1, "si_sdr_loss": 0.1 }',
    });
  }
  return sumLosses(
    Object.entries(criterion).map(([name, term]) => {
      const { weight = 1, ...settings } = typeof term === 'number' ? { weight: term } : term;
      checkNumber(`criterion.${name}.weight`, weight);
      return { loss: createLoss(name, { own: settings, shared }), weight };
    }),
  );
}

interface GivenSettings {
  readonly own: Readonly<Record<string, unknown>>;
  readonly shared: Readonly<Record<string, unknown>>;
}

function createLoss(name: string, { own, shared }: GivenSettings): Loss {
  const definition = findLoss(name);
  const keys = definition.settings.map(({ key }) => key);
  for (const key of Object.keys(own)) {
    checkChoice(`criterion.${name}`, key, keys.length === 0 ? ['weight'] : keys);
  }
  const settings = definition.settings.map((setting) => {
    const value = own[setting.key] ?? shared[setting.key] ?? setting.default;
    return [setting.key, checkSetting(`${name}: ${setting.key}`, setting, value)] as const;
  });
  return definition.create(Object.fromEntries(settings));
}
