/** A page that takes a song apart: choose, separate, listen, download. Everything happens in the browser. */

import {
  type Audio,
  AuralflowError,
  describeSeparators,
  encodeStem,
  type OutputFormat,
  outputFormats,
  type Progress,
  separate,
} from 'auralflow';

const exampleSong = new URL('../song/mixture.flac', import.meta.url);
const file = element('file', HTMLInputElement);
const separator = element('separator', HTMLSelectElement);
const format = element('format', HTMLSelectElement);
const start = element('start', HTMLButtonElement);
const example = element('example', HTMLButtonElement);
const cancel = element('cancel', HTMLButtonElement);
const progress = element('progress', HTMLProgressElement);
const list = element('stems', HTMLUListElement);

let song: File | URL | undefined;
let work: AbortController | undefined;
let addresses: string[] = [];

const descriptions = describeSeparators();
separator.append(...descriptions.map(({ name }) => new Option(name, name, false, name === 'hpss-vocals')));
format.append(...outputFormats.map((name) => new Option(name, name)));
separator.addEventListener('change', showSummary);
file.addEventListener('change', () => {
  song = file.files?.[0];
});
example.addEventListener('click', () => {
  file.value = '';
  song = exampleSong;
  void run();
});
element('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void run();
});
cancel.addEventListener('click', () => work?.abort(new Error('Cancelled.')));
showSummary();

async function run(): Promise<void> {
  if (song === undefined) return showError('Choose a song first.');
  work = new AbortController();
  const { signal } = work;
  begin();
  try {
    const { stems } = await separate(song, {
      separator: separator.value,
      clipMode: 'rescale',
      signal,
      onProgress: showProgress,
    });
    for (const [name, audio] of stems) {
      const blob = await encodeStem(audio, {
        format: format.value as OutputFormat,
        signal,
        onProgress: (step) => showProgress(step, name),
      });
      list.append(await stemItem(name, { blob, audio }));
    }
    element('result', HTMLElement).hidden = false;
    element('stems-title', HTMLElement).scrollIntoView({ block: 'nearest' });
  } catch (error) {
    showError(describeError(error));
  } finally {
    end();
  }
}

/** One row: name, player, download. Browsers play every format but not every one of ours, so the player has wav. */
async function stemItem(name: string, stem: { blob: Blob; audio: Audio }): Promise<HTMLLIElement> {
  const item = document.createElement('li');
  const label = document.createElement('span');
  label.textContent = name;
  const player = document.createElement('audio');
  player.controls = true;
  player.setAttribute('aria-label', `Play ${name}`);
  const playable = player.canPlayType(stem.blob.type) === '' ? await encodeStem(stem.audio) : stem.blob;
  player.src = addressOf(playable);
  const link = document.createElement('a');
  link.href = addressOf(stem.blob);
  link.download = `${name}.${format.value}`;
  link.textContent = `Download ${link.download}`;
  item.append(label, player, link);
  return item;
}

function begin(): void {
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
  list.replaceChildren();
  element('result', HTMLElement).hidden = true;
  element('error', HTMLElement).hidden = true;
  element('working', HTMLElement).hidden = false;
  progress.removeAttribute('value');
  element('status', HTMLElement).textContent = 'Reading the song';
  start.disabled = true;
  example.disabled = true;
  cancel.disabled = false;
}

function end(): void {
  element('working', HTMLElement).hidden = true;
  start.disabled = false;
  example.disabled = false;
  cancel.disabled = true;
}

function showProgress({ stage, done, total }: Progress, name = ''): void {
  element('status', HTMLElement).textContent =
    stage === 'encode' ? `Encoding ${name}` : `Separating ${songName()}`;
  if (total !== undefined && total > 0) progress.value = done / total;
}

function songName(): string {
  return song instanceof File ? song.name : 'the example song';
}

function showSummary(): void {
  const chosen = descriptions.find(({ name }) => name === separator.value);
  element('summary', HTMLElement).textContent = chosen?.summary ?? '';
}

function showError(text: string): void {
  const place = element('error', HTMLElement);
  place.textContent = text;
  place.hidden = false;
}

/** The toolkit's errors are written for people; anything else is a defect worth a word. */
function describeError(error: unknown): string {
  if (error instanceof AuralflowError || work?.signal.aborted) return (error as Error).message;
  return `Something went wrong: ${error instanceof Error ? error.message : String(error)}`;
}

function addressOf(blob: Blob): string {
  const address = URL.createObjectURL(blob);
  addresses.push(address);
  return address;
}

function element<T extends HTMLElement>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}`);
  return found;
}
