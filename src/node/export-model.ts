/** The journey behind `auralflow export`: a model folder as one ONNX file, waveform in, waveforms out. */

import { join } from 'node:path';
import { createGraph, input } from '../graph/index.ts';
import type { PhaseOptions } from '../models/index.ts';
import { createScope } from '../nn/index.ts';
import { exportModel } from '../onnx/index.ts';
import { writeWhole } from './file-sink.ts';
import type { ModelFolderOptions } from './model-files.ts';
import { type ModelFolder, readModelFolder } from './model-folder.ts';
import { packageVersion } from './package-version.ts';

/** Options of {@link exportModelFolder}: which checkpoint, how phases are made, where the file goes. */
export interface ExportModelOptions extends ModelFolderOptions, PhaseOptions {
  /** Default: `<model_name>.onnx` in the folder. */
  readonly out?: string;
}

/** What was written. */
export interface ExportedModel {
  readonly path: string;
  readonly bytes: number;
  readonly folder: ModelFolder;
}

/** What is behind the door `exportModelFolder`. */
export async function exportModelFolder(
  path: string,
  { out, phase, iterations, ...options }: ExportModelOptions = {},
): Promise<ExportedModel> {
  const folder = await readModelFolder(path, options);
  const bytes = modelFile(folder, {
    ...(phase === undefined ? {} : { phase }),
    ...(iterations === undefined ? {} : { iterations }),
  });
  const file = out ?? join(path, `${folder.name.replace(/[^\p{L}\p{N}._ -]+/gu, '-')}.onnx`);
  await writeWhole(file, bytes);
  return { path: file, bytes: bytes.length, folder };
}

function modelFile({ name, model, weights, checkpointHash }: ModelFolder, phase: PhaseOptions): Uint8Array {
  const { channels, samples, targets } = model.shape;
  const mixture = input('mixture', { dtype: 'float32', shape: ['batch', channels, samples] });
  const graph = createGraph({ estimates: model.buildInference(createScope(), mixture, phase) });
  const parameters = new Map([...weights].filter(([key]) => graph.parameters.has(key)));
  const { transform } = model;
  return exportModel(graph, parameters, {
    name,
    metadata: {
      producer: `auralflow ${packageVersion()}`,
      model_name: name,
      model_type: model.network.name,
      model_params: JSON.stringify(model.settings),
      targets: JSON.stringify(targets),
      sample_rate: String(model.sampleRate),
      num_channels: String(channels),
      segment_samples: String(samples),
      num_fft: String(transform.settings.fftSize),
      hop_length: String(transform.settings.hopSize),
      checkpoint_sha256: checkpointHash,
    },
  });
}
