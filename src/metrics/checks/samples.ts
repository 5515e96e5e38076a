/** Checks of one stem's samples: not finite, silent, clipped, beyond full scale. */

import type { Audio } from '../../audio/index.ts';
import { inWords, type SeparationFinding, timeInWords } from './finding.ts';

/** One step of 16 bits below full scale: what a clipped 16-bit file holds. */
const fullScale = 1 - 2 ** -15;
/** Single samples at full scale occur in loud music; three in a row are a cut-off wave. */
const runLength = 3;
/** Below this peak a stem is silent: a step of 16 bits is −90 dB. */
const silentPeak = 10 ** (-90 / 20);

/** Samples that are NaN or infinite: none of the other checks make sense with them. */
export function checkFiniteSamples(stem: string, audio: Audio): SeparationFinding[] {
  let count = 0;
  let first: { channel: number; sample: number } | undefined;
  audio.channels.forEach((samples, channel) => {
    for (let sample = 0; sample < samples.length; sample++) {
      if (Number.isFinite(samples[sample])) continue;
      count++;
      first ??= { channel, sample };
    }
  });
  if (first === undefined) return [];
  const atSeconds = first.sample / audio.sampleRate;
  return [
    {
      kind: 'not-finite',
      severity: 'problem',
      stem,
      channel: first.channel,
      atSeconds,
      count,
      words: `${stem} has ${count} samples that are NaN or infinite, the first in channel ${first.channel} at ${timeInWords(atSeconds)}`,
    },
  ];
}

/** A stem in which nothing sounds although the mixture does. */
export function checkSilence(stem: string, audio: Audio, mixturePeak: number): SeparationFinding[] {
  const peak = peakOf(audio);
  if (peak >= silentPeak || mixturePeak < silentPeak) return [];
  const valueDb = 20 * Math.log10(peak);
  const words =
    peak === 0 ? `${stem} is digital silence` : `${stem} is silent: its peak is ${inWords(valueDb)}`;
  return [{ kind: 'silent', severity: 'notice', stem, valueDb, words }];
}

/** Runs of samples at full scale, which were cut off, and samples beyond it, which will be in an integer file. */
export function checkClipping(stem: string, audio: Audio): SeparationFinding[] {
  const findings: SeparationFinding[] = [];
  let runs = 0;
  let firstRun: { channel: number; sample: number } | undefined;
  let over = 0;
  audio.channels.forEach((samples, channel) => {
    let run = 0;
    for (let n = 0; n < samples.length; n++) {
      const size = Math.abs(samples[n]!);
      if (size > 1) over++;
      run = size >= fullScale && size <= 1 ? run + 1 : 0;
      if (run !== runLength) continue;
      runs++;
      firstRun ??= { channel, sample: n - runLength + 1 };
    }
  });
  if (firstRun !== undefined) {
    const atSeconds = firstRun.sample / audio.sampleRate;
    findings.push({
      kind: 'clipping',
      severity: 'problem',
      stem,
      channel: firstRun.channel,
      atSeconds,
      count: runs,
      words: `${stem} is clipped: ${runs} runs of ${runLength} or more samples at full scale, the first at ${timeInWords(atSeconds)}`,
    });
  }
  if (over > 0) {
    const valueDb = 20 * Math.log10(peakOf(audio));
    findings.push({
      kind: 'over-full-scale',
      severity: 'notice',
      stem,
      count: over,
      valueDb,
      words: `${stem} goes beyond full scale by ${inWords(valueDb)} (${over} samples): integer files will clip it`,
    });
  }
  return findings;
}

/** The largest absolute sample. */
export function peakOf({ channels }: Audio): number {
  let peak = 0;
  for (const channel of channels) for (const sample of channel) peak = Math.max(peak, Math.abs(sample));
  return peak;
}
