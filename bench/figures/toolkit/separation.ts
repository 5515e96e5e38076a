/** How fast a network separates a whole song on the processor, through the same journey as every separator. */

import type { Audio } from '../../../src/audio/index.ts';
import { input } from '../../../src/graph/index.ts';
import { createModel, createModelSeparator, type Model } from '../../../src/models/index.ts';
import { createScope, initialize } from '../../../src/nn/index.ts';
import { createEngine } from '../../../src/node/engine.ts';
import { separateAudio } from '../../../src/separate/index.ts';
import type { Tensor } from '../../../src/tensor/index.ts';
import { createRandom } from '../../../src/util/index.ts';
import type { Figure } from '../figure.ts';

const seconds = 180;
const sampleRate = 44100;

function stereoNoise(): Audio {
  const random = createRandom(3);
  const channels = [0, 1].map(() =>
    Float32Array.from({ length: seconds * sampleRate }, () => 0.1 * random.normal()),
  );
  return { sampleRate, channels };
}

/** Time does not depend on what the weights are. */
function firstWeights(model: Model): ReadonlyMap<string, Tensor> {
  const scope = createScope();
  const { channels, samples } = model.shape;
  model.buildInference(scope, input('mixture', { dtype: 'float32', shape: [1, channels, samples] }));
  return initialize(scope.parameters, 1);
}

const separation: Figure = {
  what: 'separation with SpectrogramNetSimple at the default sizes, mono model on a stereo song of 3 minutes, CPU, two threads, weights and program loaded',
  floor: '>= 10x real time',
  async measure() {
    const model = createModel({ network: 'SpectrogramNetSimple' });
    const engine = await createEngine({ device: 'cpu', threads: 2 });
    const separator = createModelSeparator(model, firstWeights(model), engine);
    const song = stereoNoise();
    const short = { ...song, channels: song.channels.map((channel) => channel.subarray(0, 3 * sampleRate)) };
    await separateAudio(short, { separator });
    const [start, busyStart] = [performance.now(), process.cpuUsage()];
    await separateAudio(song, { separator });
    const elapsed = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(busyStart);
    const busy = (user + system) / 1e6;
    await engine.dispose();
    return {
      measured: `${(seconds / elapsed).toFixed(1)}x`,
      ok: seconds / elapsed >= 10,
      note: `${elapsed.toFixed(1)} s, ${busy.toFixed(1)} s of processor time; peak ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(2)} GB`,
    };
  },
};

const figures: Figure[] = [separation];
export default figures;
