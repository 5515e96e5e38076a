/** The run in numbers, epoch by epoch, and the configuration that it was made with. */

import { configTemplate, type EpochRecord, type TrainingConfig } from '../train/index.ts';
import { figureText, type Html, html } from '../visualize/index.ts';
import { lossText, numberText } from './labels.ts';

/** A row per epoch, the best marked; folded, since curves tell more. */
export function epochsSection(records: readonly EpochRecord[]): Html | undefined {
  if (records.length === 0) return undefined;
  const best = records.findLast(({ isBest }) => isBest);
  const hasValidation = records.some(({ validation }) => validation !== null);
  const rows = [...records].reverse().map((record) => {
    const { epoch, trainLoss, validation, learningRate } = record;
    return html`<tr${record === best ? html` class="best"` : undefined}><th scope="row">${epoch}${record === best ? ' ★' : ''}</th><td>${lossText(trainLoss)}</td>${
      hasValidation
        ? html`<td>${lossText(validation?.loss)}</td><td>${figureText(validation?.siSdr)}</td>`
        : undefined
    }<td>${numberText(learningRate)}</td></tr>
`;
  });
  return html`<section aria-labelledby="epochs">
<h2 id="epochs">Epochs</h2>
<div class="scroll tall" role="region" tabindex="0" aria-label="Epochs">
<table>
<thead><tr><th scope="col">epoch</th><th scope="col">training loss</th>${
    hasValidation ? html`<th scope="col">validation loss</th><th scope="col">SI-SDR (dB)</th>` : undefined
  }<th scope="col">learning rate</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</div>
<p><b class="mark">★</b> the best epoch, whose weights separate.</p>
</section>
`;
}

/** All keys, those that are not at their defaults marked. */
export function configSection(config: TrainingConfig): Html {
  const template = configTemplate(config.model_params.model_type) as unknown as Sections;
  const tables = Object.entries(config as unknown as Sections).map(([section, keys]) => {
    const rows = Object.entries(keys).map(([key, value]) => {
      const isOther =
        !nameKeys.includes(key) && JSON.stringify(value) !== JSON.stringify(template[section]?.[key]);
      return html`<tr${isOther ? html` class="best"` : undefined}><th scope="row">${key}</th><td class="text">${valueText(value)}</td></tr>
`;
    });
    return html`<table class="config">
<caption>${section}</caption>
<tbody>
${rows}
</tbody>
</table>
`;
  });
  return html`<section aria-labelledby="config">
<h2 id="config">Configuration</h2>
<p>Values that differ from the network’s template are marked.</p>
<div class="configs">
${tables}
</div>
</section>
`;
}

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Every model has its own. */
const nameKeys: readonly string[] = ['model_type', 'model_name'];

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
