/** Pictures and sounds of a run's excerpts as files in the model folder, and as events for TensorBoard: what the configuration's visualizer asks for. */

import { join } from 'node:path';
import { type Audio, encodeAudio } from '../audio/index.ts';
import { excerptPicture, excerptSounds } from '../run-report/index.ts';
import type { RunExcerpt, RunLog, VisualizerParams } from '../train/index.ts';
import { renderPng } from '../visualize/index.ts';
import { writeWhole } from './file-sink.ts';
import { safeName } from './layout.ts';

/** Options of {@link createRunFiles}. */
export interface RunFilesOptions {
  /** The model folder. */
  readonly folder: string;
  readonly view: VisualizerParams;
  /** Where pictures and sounds are told besides. Default: nowhere. */
  readonly events?: RunLog;
}

const kinds = ['spectrogram', 'waveform'] as const;

/**
 * A RunLog that makes `images/` and `audio/`: `vocals_0005_spectrogram.png`, `vocals_0005_estimate.wav`, with the epoch in the name; what does not change, `vocals_target.wav` and
 * `mixture.wav`, once. With several excerpts their number stands behind the target's name: `vocals_2_0005_estimate.wav`. Throws HostError where a file cannot be written.
 */
export function createRunFiles({ folder, view, events }: RunFilesOptions): RunLog {
  const written = new Set<string>();

  async function writeSound(name: string, audio: Audio, options: { readonly once: boolean }): Promise<void> {
    if (!view.save_audio || (options.once && written.has(name))) return;
    written.add(name);
    // 32-bit float: an estimate may go beyond full scale, and nothing is to be hidden.
    await writeWhole(join(folder, 'audio', `${name}.wav`), await encodeAudio(audio, { sampleFormat: 'f32' }));
  }

  async function oneExcerpt(excerpt: RunExcerpt, place: { suffix: string; tag: string; epoch: number }) {
    const { suffix, tag, epoch } = place;
    const when = String(epoch).padStart(4, '0');
    await writeSound(`mixture${suffix}`, excerpt.mixture, { once: true });
    for (const [target, sounds] of excerptSounds(excerpt)) {
      const name = `${safeName(target)}${suffix}`;
      await writeSound(`${name}_target`, sounds.target, { once: true });
      await writeSound(`${name}_${when}_estimate`, sounds.estimate, { once: false });
      await writeSound(`${name}_${when}_residual`, sounds.residual, { once: false });
      if (view.play_audio) {
        for (const sound of ['estimate', 'target', 'residual'] as const) {
          await events?.audio(`${target}/${sound}${tag}`, sounds[sound], epoch);
        }
      }
      for (const kind of kinds) {
        const isViewed = events !== undefined && view[`view_${kind}`];
        if (!view.save_image && !isViewed) continue;
        const picture = excerptPicture(sounds, kind, { title: `${target}, epoch ${epoch}` });
        const png = renderPng(picture);
        if (view.save_image) await writeWhole(join(folder, 'images', `${name}_${when}_${kind}.png`), png);
        const { width, height } = picture;
        if (isViewed) await events.image(`${kind}/${target}${tag}`, { width, height, png }, epoch);
      }
    }
  }

  return {
    scalar() {},
    image() {},
    audio() {},
    histogram() {},
    async excerpts(excerpts, epoch) {
      for (const [n, excerpt] of excerpts.entries()) {
        const isOnly = view.num_images === 1;
        const suffix = isOnly ? '' : `_${n + 1}`;
        await oneExcerpt(excerpt, { suffix, tag: isOnly ? '' : `/${n + 1}`, epoch });
      }
    },
    close() {},
  };
}
