/**
 * Clips of MIR-1K (left channel accompaniment, right channel voice) in the folders of AURALFLOW_AUDIO, and the score by which the
 * literature compares voices separated from their sums: GNSDR, the gain of BSS Eval v3's SDR over the mixture, weighted by length.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAudio, type Separator } from '../../src/audio/index.ts';
import { bssEvalSources } from '../../src/metrics/index.ts';

/** A clip: mono sounds of one length. */
export interface SingingClip {
  readonly name: string;
  readonly sampleRate: number;
  readonly voice: Float32Array;
  readonly accompaniment: Float32Array;
  readonly mixture: Float32Array;
}

const clipName = /^[a-z]+_\d+_\d+\.wav$/i;

/** All clips, by name; none where the environment names no folder that holds some. */
export async function singingClips(): Promise<SingingClip[]> {
  const folder = process.env.AURALFLOW_AUDIO;
  if (folder === undefined) return [];
  const paths = readdirSync(folder)
    .map((entry) => join(folder, entry))
    .filter((path) => statSync(path).isDirectory())
    .flatMap((path) =>
      readdirSync(path)
        .filter((file) => clipName.test(file))
        .map((file) => join(path, file)),
    );
  return Promise.all(paths.sort().map(readClip));
}

async function readClip(path: string): Promise<SingingClip> {
  const { channels, sampleRate } = await decodeAudio(readFileSync(path));
  const [accompaniment, voice] = [channels[0]!, channels[1]!];
  const mixture = accompaniment.map((value, n) => value + voice[n]!);
  return { name: path, sampleRate, voice, accompaniment, mixture };
}

/** What the stem `vocals` of a separator gains on each clip, in dB. */
export async function voiceGains(separator: Separator, clips: readonly SingingClip[]): Promise<number[]> {
  const gains: number[] = [];
  for (const { sampleRate, voice, accompaniment, mixture } of clips) {
    const stems = await separator.separate({ sampleRate, channels: [mixture] }, { stems: ['vocals'] });
    const vocals = stems.get('vocals')!.channels[0]!;
    const rest = mixture.map((value, n) => value - vocals[n]!);
    const score = async (estimates: readonly Float32Array[]): Promise<number> =>
      (await bssEvalSources([voice, accompaniment], estimates, { permute: false })).sdr[0]!;
    gains.push((await score([vocals, rest])) - (await score([mixture, mixture])));
  }
  return gains;
}

/** The mean of the gains, weighted by the lengths of their clips: GNSDR, in dB. */
export function weightedGain(gains: readonly number[], clips: readonly SingingClip[]): number {
  const total = clips.reduce((sum, { mixture }) => sum + mixture.length, 0);
  return gains.reduce((sum, gain, i) => sum + (gain * clips[i]!.mixture.length) / total, 0);
}
