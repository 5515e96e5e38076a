/**
 * The methods of this folder. To add one: write its file, its test, and its entry here; `-n NAME`, `auralflow
 * list` and the conformance suite pick it up.
 */

import type { Separator } from '../audio/index.ts';
import { type ClassicOptions, classicOptions, classicStems, createClassic } from './classic/index.ts';
import { createNmf, type NmfOptions, nmfOptions, nmfStems } from './clustering/index.ts';
import { createFt2d, type Ft2dOptions, ft2dOptions } from './ft2d/index.ts';
import { createIdentity, identityStems } from './identity.ts';
import {
  createFastica,
  createIlrma,
  createIva,
  type FasticaOptions,
  fasticaOptions,
  fasticaStems,
  type IlrmaSeparatorOptions,
  type IvaOptions,
  ilrmaOptions,
  ilrmaStems,
  ivaOptions,
  ivaStems,
} from './independence/index.ts';
import { createKam, type KamOptions, kamOptions, kamStems } from './kernel-additive/index.ts';
import {
  createHpss,
  createHpssVocals,
  createHrps,
  createHrpsCascade,
  createMultipass,
  type HpssOptions,
  type HpssVocalsOptions,
  type HrpsCascadeOptions,
  type HrpsOptions,
  hpssOptions,
  hpssStems,
  hpssVocalsOptions,
  hpssVocalsStems,
  hrpsCascadeOptions,
  hrpsCascadeStems,
  hrpsOptions,
  hrpsStems,
  type MultipassOptions,
  multipassOptions,
  multipassStems,
} from './median/index.ts';
import { createNmfd, type NmfdOptions, nmfdOptions, nmfdStems } from './nmfd/index.ts';
import type { OptionDescription } from './option.ts';
import {
  type AdressOptions,
  adressOptions,
  adressStems,
  type CenterOptions,
  centerOptions,
  centerStems,
  createAdress,
  createCenter,
  createDuet,
  createProjet,
  type DuetOptions,
  duetOptions,
  duetStems,
  type ProjetOptions,
  projetOptions,
  projetStems,
} from './panning/index.ts';
import {
  createRepet,
  createRepetExtended,
  createRepetSim,
  type RepetExtendedOptions,
  type RepetOptions,
  type RepetSimOptions,
  repeatingStems,
  repetExtendedOptions,
  repetOptions,
  repetSimOptions,
} from './repetition/index.ts';
import { createRpca, type RpcaOptions, rpcaOptions, rpcaStems } from './rpca/index.ts';

/** A method of separation without learning: what it is and how to get one. */
export interface Decomposition {
  /** The name it is asked for by: `-n hpss`. */
  readonly name: string;
  /** What it exploits. */
  readonly family:
    | 'none'
    | 'median filtering'
    | 'stereo panning'
    | 'factorization'
    | 'low rank'
    | 'repetition'
    | 'independence'
    | 'cascade';
  /** One line for a list: what it separates and when to use it. */
  readonly summary: string;
  /** Its stems, in their standard order. */
  readonly stems: readonly string[];
  /** Where it was published; `undefined` where there is nothing to publish. */
  readonly paper: string | undefined;
  readonly options: readonly OptionDescription[];
  /** The separator with these options; checked by the method, which throws `ArgumentError`. */
  create(options?: object): Separator;
}

/** Every method, in the order they are listed to users. */
export const decompositions: readonly Decomposition[] = [
  {
    name: 'classic',
    family: 'cascade',
    summary: 'Vocals, drums, bass and other: the cascade that measured best; songs, also mono',
    stems: classicStems,
    paper: undefined,
    options: classicOptions,
    create: (options) => createClassic(options as ClassicOptions | undefined),
  },
  {
    name: 'hpss',
    family: 'median filtering',
    summary: 'Harmonic and percussive sound by median filters; any music',
    stems: hpssStems,
    paper: 'FitzGerald, DAFx 2010',
    options: hpssOptions,
    create: (options) => createHpss(options as HpssOptions | undefined),
  },
  {
    name: 'hrps',
    family: 'median filtering',
    summary: 'Harmonic, percussive and the residual that is clearly neither; any music',
    stems: hrpsStems,
    paper: 'Driedger, Müller, Disch, ISMIR 2014',
    options: hrpsOptions,
    create: (options) => createHrps(options as HrpsOptions | undefined),
  },
  {
    name: 'hpss-vocals',
    family: 'median filtering',
    summary: 'Vocals, drums and other by median filters at two resolutions; songs, also mono',
    stems: hpssVocalsStems,
    paper: 'Tachibana, Ono, Sagayama, IEEE/ACM TASLP 2014',
    options: hpssVocalsOptions,
    create: (options) => createHpssVocals(options as HpssVocalsOptions | undefined),
  },
  {
    name: 'hrps-cascade',
    family: 'median filtering',
    summary: 'Harmonic by long frames, percussive by short ones, and the residual; any music',
    stems: hrpsCascadeStems,
    paper: 'Driedger, Müller, Disch, ISMIR 2014',
    options: hrpsCascadeOptions,
    create: (options) => createHrpsCascade(options as HrpsCascadeOptions | undefined),
  },
  {
    name: 'multipass',
    family: 'median filtering',
    summary: 'Vocals, drums and other by two passes of median filters as published; songs, also mono',
    stems: multipassStems,
    paper: 'FitzGerald, Gainza, ISAST Trans. 2010',
    options: multipassOptions,
    create: (options) => createMultipass(options as MultipassOptions | undefined),
  },
  {
    name: 'center',
    family: 'stereo panning',
    summary: 'Vocals by their place in the middle of the stereo image; stereo only (mono is all middle)',
    stems: centerStems,
    paper: 'Avendano, WASPAA 2003; Barry, Lawlor, Coyle, DAFx 2004',
    options: centerOptions,
    create: (options) => createCenter(options as CenterOptions | undefined),
  },
  {
    name: 'adress',
    family: 'stereo panning',
    summary: 'Left, centre and right of the stereo image by cancellation; mixes panned by level',
    stems: adressStems,
    paper: 'Barry, Lawlor, Coyle, DAFx 2004',
    options: adressOptions,
    create: (options) => createAdress(options as AdressOptions | undefined),
  },
  {
    name: 'duet',
    family: 'stereo panning',
    summary: 'Sources found by level and delay between two channels; more sources than channels, sparse ones',
    stems: duetStems(),
    paper: 'Yılmaz, Rickard, IEEE Transactions on Signal Processing 2004',
    options: duetOptions,
    create: (options) => createDuet(options as DuetOptions | undefined),
  },
  {
    name: 'projet',
    family: 'stereo panning',
    summary: 'Left, centre and right by projections and learnt places; softer than adress, slower',
    stems: projetStems,
    paper: 'FitzGerald, Liutkus, Badeau, ICASSP 2016',
    options: projetOptions,
    create: (options) => createProjet(options as ProjetOptions | undefined),
  },
  {
    name: 'fastica',
    family: 'independence',
    summary: 'As many sources as channels, mixed by gains alone; pan-potted or synthetic stereo',
    stems: fasticaStems,
    paper: 'Hyvärinen, IEEE Transactions on Neural Networks 1999',
    options: fasticaOptions,
    create: (options) => createFastica(options as FasticaOptions | undefined),
  },
  {
    name: 'iva',
    family: 'independence',
    summary: 'As many sources as microphones, in a room; recordings of two players, not songs',
    stems: ivaStems,
    paper: 'Ono, WASPAA 2011',
    options: ivaOptions,
    create: (options) => createIva(options as IvaOptions | undefined),
  },
  {
    name: 'ilrma',
    family: 'independence',
    summary: 'As many sources as microphones, in a room, each of few spectra; recordings of two players',
    stems: ilrmaStems,
    paper: 'Kitamura et al., IEEE/ACM TASLP 2016',
    options: ilrmaOptions,
    create: (options) => createIlrma(options as IlrmaSeparatorOptions | undefined),
  },
  {
    name: 'repet',
    family: 'repetition',
    summary: 'Vocals as what does not repeat, over one period; songs with a loop, also mono',
    stems: repeatingStems,
    paper: 'Rafii, Pardo, IEEE TASLP 2013',
    options: repetOptions,
    create: (options) => createRepet(options as RepetOptions | undefined),
  },
  {
    name: 'repet-extended',
    family: 'repetition',
    summary: 'Vocals as what does not repeat, over a period that changes; songs, also mono',
    stems: repeatingStems,
    paper: 'Liutkus, Rafii, Badeau, Pardo, Richard, ICASSP 2012',
    options: repetExtendedOptions,
    create: (options) => createRepetExtended(options as RepetExtendedOptions | undefined),
  },
  {
    name: 'repet-sim',
    family: 'repetition',
    summary: 'Vocals as what does not come again anywhere; songs without a strict tempo, also mono',
    stems: repeatingStems,
    paper: 'Rafii, Pardo, ISMIR 2012',
    options: repetSimOptions,
    create: (options) => createRepetSim(options as RepetSimOptions | undefined),
  },
  {
    name: 'rpca',
    family: 'low rank',
    summary: 'Vocals as what stands out of an accompaniment of low rank; songs, also mono',
    stems: rpcaStems,
    paper: 'Huang, Chen, Smaragdis, Hasegawa-Johnson, ICASSP 2012',
    options: rpcaOptions,
    create: (options) => createRpca(options as RpcaOptions | undefined),
  },
  {
    name: 'ft2d',
    family: 'repetition',
    summary: 'Vocals as what has no peak in the 2-D Fourier transform of the spectrogram; songs, also mono',
    stems: repeatingStems,
    paper: 'Seetharaman, Pishdadian, Pardo, WASPAA 2017',
    options: ft2dOptions,
    create: (options) => createFt2d(options as Ft2dOptions | undefined),
  },
  {
    name: 'nmf',
    family: 'factorization',
    summary: 'Drums and other, or sources of different colour, by spectra learnt from the song; any music',
    stems: nmfStems,
    paper: 'Smaragdis, Brown, WASPAA 2003',
    options: nmfOptions,
    create: (options) => createNmf(options as NmfOptions | undefined),
  },
  {
    name: 'kam',
    family: 'repetition',
    summary: 'Vocals, drums and other by kernels of proximity fitted against each other; songs, also mono',
    stems: kamStems,
    paper: 'Liutkus, FitzGerald, Rafii, Pardo, Daudet, IEEE TSP 2014',
    options: kamOptions,
    create: (options) => createKam(options as KamOptions | undefined),
  },
  {
    name: 'nmfd',
    family: 'factorization',
    summary: 'Drums and other, or kick, snare, hihat and other, by strokes that repeat; any music with drums',
    stems: nmfdStems,
    paper: 'Smaragdis, ICA 2004; Dittmar, Gärtner, DAFx 2014',
    options: nmfdOptions,
    create: (options) => createNmfd(options as NmfdOptions | undefined),
  },
  {
    name: 'identity',
    family: 'none',
    summary: 'The mixture itself, bit for bit: for tests and conversions',
    stems: identityStems,
    paper: undefined,
    options: [],
    create: (options) => createIdentity(options),
  },
];
