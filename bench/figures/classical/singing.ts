/** How much of a singing voice the methods without weights find, on clips whose voice is known. */

import { createSeparator, separatorNames } from '../../../src/zoo/index.ts';
import { singingClips, voiceGains, weightedGain } from '../../classical/singing-clips.ts';
import type { Figure, Measurement } from '../figure.ts';

/** GNSDR in dB that each must reach. */
const floors: Readonly<Record<string, number>> = { 'hpss-vocals': 5, rpca: 2.8, classic: 5.5 };

const figures: Figure[] = Object.entries(floors)
  .filter(([name]) => separatorNames().includes(name))
  .map(([name, floor]) => ({
    what: `voice of karaoke clips by ${name}: SDR gain (BSS Eval v3, weighted by length: GNSDR)`,
    floor: `≥ ${floor.toFixed(1)} dB`,
    measure: () => measureVoice(name, floor),
  }));

export default figures;

async function measureVoice(name: string, floor: number): Promise<Measurement> {
  const clips = await singingClips();
  if (clips.length === 0) {
    return { measured: 'nothing', ok: false, note: 'AURALFLOW_AUDIO names no folder with clips of MIR-1K' };
  }
  const startedAt = performance.now();
  const gains = await voiceGains(createSeparator(name), clips);
  const seconds = (performance.now() - startedAt) / 1000;
  const gain = weightedGain(gains, clips);
  const least = Math.min(...gains);
  return {
    measured: `${gain.toFixed(2)} dB`,
    ok: gain >= floor,
    note: `${clips.length} clips of MIR-1K, mono, 16 kHz, voice and accompaniment summed as they are; ${least.toFixed(1)} to ${Math.max(...gains).toFixed(1)} dB; ${seconds.toFixed(0)} s with scoring`,
  };
}
