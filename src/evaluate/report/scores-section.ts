/** What each score says, in a line, and where it comes from. */

import { type Html, html } from '../../visualize/index.ts';
import type { Evaluation } from '../scores.ts';

interface Paper {
  readonly name: string;
  readonly url: string;
}

const bssEval: Paper = {
  name: 'Stöter, Liutkus, Ito: The 2018 Signal Separation Evaluation Campaign',
  url: 'https://arxiv.org/abs/1804.06267',
};
const halfBaked: Paper = {
  name: 'Le Roux, Wisdom, Erdogan, Hershey: SDR – half-baked or well done? (2019)',
  url: 'https://arxiv.org/abs/1811.02508',
};
const challenge: Paper = {
  name: 'Mitsufuji et al.: Music Demixing Challenge 2021',
  url: 'https://arxiv.org/abs/2108.13559',
};
const parallelWaveGan: Paper = {
  name: 'Yamamoto, Song, Kim: Parallel WaveGAN (2020)',
  url: 'https://arxiv.org/abs/1910.11480',
};

/** Names that begin with another's are improvements over the mixture: `SI-SDRi`. */
const explanations: Readonly<Record<string, { readonly words: string; readonly paper: Paper }>> = {
  SDR: {
    words: 'Everything that is wrong with the estimate, level and timbre too. Frames of one second.',
    paper: bssEval,
  },
  ISR: {
    words: 'How much the source itself is distorted: timbre, level, place in the stereo image.',
    paper: bssEval,
  },
  SIR: { words: 'How much of the other sources is heard.', paper: bssEval },
  SAR: { words: 'How much is heard that is in no source: gurgling, musical noise.', paper: bssEval },
  'SI-SDR': { words: 'As SDR, but the level of the estimate does not matter.', paper: halfBaked },
  'SI-SIR': { words: 'How much of the other sources is heard, whatever the level.', paper: halfBaked },
  'SI-SAR': { words: 'How much is heard that is in no source, whatever the level.', paper: halfBaked },
  SNR: {
    words: 'The reference’s power over that of the difference, over the whole track.',
    paper: halfBaked,
  },
  'SD-SDR': { words: 'As SI-SDR, but a wrong level counts against the estimate.', paper: halfBaked },
  SRR: { words: 'How far the level of the estimate is right.', paper: halfBaked },
  uSDR: {
    words: 'The SDR of the demixing challenges: SNR over the whole track, both channels together.',
    paper: challenge,
  },
  STOI: {
    words: 'How intelligible speech would be, 0 to 1. Meant for voices.',
    paper: {
      name: 'Taal, Hendriks, Heusdens, Jensen: An Algorithm for Intelligibility Prediction of Time-Frequency Weighted Noisy Speech (2011)',
      url: 'https://doi.org/10.1109/TASL.2011.2114881',
    },
  },
  ESTOI: {
    words: 'STOI for disturbances that come and go. Meant for voices.',
    paper: {
      name: 'Jensen, Taal: An Algorithm for Predicting the Intelligibility of Speech Masked by Modulated Noise Maskers (2016)',
      url: 'https://doi.org/10.1109/TASLP.2016.2585878',
    },
  },
  LSD: {
    words: 'How far the log spectra are apart, whatever the phase.',
    paper: {
      name: 'Gray, Markel: Distance Measures for Speech Processing (1976)',
      url: 'https://doi.org/10.1109/TASSP.1976.1162849',
    },
  },
  'MR-STFT': {
    words: 'Distance of magnitudes at three resolutions: the sum of the next two.',
    paper: parallelWaveGan,
  },
  'MR-SC': {
    words: 'Spectral convergence: distance of magnitudes where they are large.',
    paper: parallelWaveGan,
  },
  'MR-LogMag': {
    words: 'Distance of log magnitudes: soft parts count as much as loud ones.',
    paper: parallelWaveGan,
  },
};

/** A definition list of the scores that were measured. */
export function scoresSection({ columns }: Evaluation): Html {
  const entries = columns.map(
    ({
      name,
      unit,
      better,
    }) => html`<dt>${name}</dt><dd>${explain(name)} <small>${unit === '' ? '' : `${unit}, `}${better} is better.</small></dd>
`,
  );
  return html`<section aria-labelledby="scores">
<h2 id="scores">What the scores say</h2>
<dl class="scores">
${entries}
</dl>
<p>Decibels of different scores cannot be compared with one another, and a difference of a tenth is not heard. Listen.</p>
</section>
`;
}

function explain(name: string): Html {
  const own = explanations[name];
  if (own !== undefined)
    return html`${own.words} <cite><a href="${own.paper.url}">${own.paper.name}</a></cite>.`;
  const before = name.endsWith('i') ? explanations[name.slice(0, -1)] : undefined;
  return before === undefined
    ? html``
    : html`What separation has added to the ${name.slice(0, -1)} that the mixture itself has.`;
}
