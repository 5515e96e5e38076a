/** A page that trains a model on songs that are dropped on it: progress, a loss curve, checkpoints to download. */

import {
  blobSource,
  configTemplate,
  curvePicture,
  droppedFiles,
  type EpochRecord,
  editConfig,
  formatConfig,
  openAudio,
  openFileTracks,
  type PlacedFile,
  type RunProgress,
  renderSvg,
  type TrainingConfig,
} from 'auralflow';
import type { FromWorker, ToWorker } from './train-messages.ts';

const folder = element('folder', HTMLInputElement);
const zone = element('zone', HTMLElement);
const target = element('target', HTMLSelectElement);
const epochs = element('epochs', HTMLInputElement);
const start = element('start', HTMLButtonElement);
const stop = element('stop', HTMLButtonElement);
const progress = element('progress', HTMLProgressElement);

let files: readonly PlacedFile[] = [];
let worker: Worker | undefined;
let records: EpochRecord[] = [];
const addresses = new Map<string, string>();

folder.addEventListener('change', () => {
  take([...(folder.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file })));
});
zone.addEventListener('dragover', (event) => event.preventDefault());
zone.addEventListener('drop', (event) => {
  event.preventDefault();
  if (event.dataTransfer !== null) droppedFiles(event.dataTransfer).then(take, showError);
});
element('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  train().catch(showError);
});
stop.addEventListener('click', () => say({ type: 'stop' }));

/** Shows what was chosen, and which stems there are to learn. */
function take(chosen: readonly PlacedFile[]): void {
  try {
    const { tracks } = openFileTracks(chosen);
    const stems = [...new Set(tracks.flatMap((track) => track.stems))];
    target.replaceChildren(...stems.map((stem) => new Option(stem, stem, false, stem === 'vocals')));
    zone.textContent = `${tracks.length} songs: ${tracks.map(({ name }) => name).join(', ')}`;
    files = chosen;
    element('error', HTMLElement).hidden = true;
  } catch (error) {
    showError(error);
  }
}

async function train(): Promise<void> {
  if (files.length === 0) return showError(new Error('Choose or drop a folder of songs first.'));
  begin();
  const config = smallModel(await rateOf(files));
  addDownload('config.json', new Blob([formatConfig(config)], { type: 'application/json' }));
  worker = new Worker(new URL('./train-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => hear(data));
  worker.addEventListener('error', ({ message }) => showError(new Error(message)));
  say({ type: 'train', config, files });
}

/** What a processor learns in minutes; the default model wants a graphics processor and hours. */
function smallModel(sampleRate: number): TrainingConfig {
  return editConfig(configTemplate('SpectrogramNetSimple', { name: 'from-a-page' }), {
    ...{ levels: 4, hidden_channels: 8, targets: [target.value], sample_rate: sampleRate },
    ...{ sample_length: 1, batch_size: 4, max_num_samples: 80, max_num_val_samples: 16 },
    ...{ max_epochs: epochs.valueAsNumber, criterion: 'l1' },
  });
}

/** All files must have one rate; training says so where they do not. */
async function rateOf(songs: readonly PlacedFile[]): Promise<number> {
  const known = /\.(wav|flac|mp3|ogg|opus|m4a)$/i;
  const first = songs.find(({ path }) => known.test(path)) ?? songs[0]!;
  const reader = await openAudio(blobSource(first.blob, first.path));
  await reader.close();
  return reader.sampleRate;
}

function hear(message: FromWorker): void {
  switch (message.type) {
    case 'tracks':
      zone.textContent = `${message.train.length} songs to learn from, ${message.validation.length} to check`;
      break;
    case 'progress':
      showProgress(message.progress);
      break;
    case 'epoch':
      records = [...records, message.record];
      showCurve();
      break;
    case 'checkpoint':
      addDownload(`${message.name}.safetensors`, new Blob([message.bytes]));
      break;
    case 'end':
      end();
      break;
    case 'failed':
      showError(new Error(message.message));
  }
}

function say(message: ToWorker): void {
  worker?.postMessage(message);
}

function begin(): void {
  records = [];
  element('downloads', HTMLUListElement).replaceChildren();
  element('curve', HTMLElement).replaceChildren();
  element('run', HTMLElement).hidden = true;
  element('error', HTMLElement).hidden = true;
  element('working', HTMLElement).hidden = false;
  element('status', HTMLElement).textContent = 'Reading the songs';
  progress.removeAttribute('value');
  start.disabled = true;
  stop.disabled = false;
}

function end(): void {
  worker?.terminate();
  worker = undefined;
  element('working', HTMLElement).hidden = true;
  start.disabled = false;
  stop.disabled = true;
}

function showProgress({ stage, epoch, maxEpochs, batch, batchCount, loss }: RunProgress): void {
  const what = stage === 'train' ? `loss ${loss.toPrecision(3)}` : 'checking';
  element('status', HTMLElement).textContent = `Epoch ${epoch} of ${maxEpochs}: ${what}`;
  progress.value = (epoch - 1 + batch / batchCount) / maxEpochs;
}

function showCurve(): void {
  const x = records.map(({ epoch }) => epoch);
  const curves = [
    { label: 'training', x, y: records.map(({ trainLoss }) => trainLoss) },
    { label: 'validation', x, y: records.map(({ validation }) => validation?.loss ?? null) },
  ];
  const shown = curves.filter(({ y }) => y.some((value) => value !== null));
  element('curve', HTMLElement).innerHTML = renderSvg(curvePicture(shown, { xLabel: 'Epoch', width: 620 }));
  element('run', HTMLElement).hidden = false;
}

function addDownload(name: string, blob: Blob): void {
  URL.revokeObjectURL(addresses.get(name) ?? '');
  addresses.set(name, URL.createObjectURL(blob));
  const list = element('downloads', HTMLUListElement);
  const known = list.querySelector<HTMLAnchorElement>(`a[download="${name}"]`);
  const link = known ?? document.createElement('a');
  link.href = addresses.get(name)!;
  link.download = name;
  link.textContent = `Download ${name}`;
  if (known !== null) return;
  const item = document.createElement('li');
  item.append(link);
  list.append(item);
}

function showError(error: unknown): void {
  const place = element('error', HTMLElement);
  place.textContent = error instanceof Error ? error.message : String(error);
  place.hidden = false;
  end();
}

function element<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}`);
  return found;
}
