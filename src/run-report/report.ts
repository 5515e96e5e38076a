/** A training run as one HTML page that needs nothing beside it: numbers, curves, excerpts to hear and to see, the configuration, how to go on. */

import type { EpochRecord, TrainingConfig } from '../train/index.ts';
import { figureText, type Html, html, raw } from '../visualize/index.ts';
import { curvesSection, type StepCurves } from './curves-section.ts';
import { excerptsSection } from './excerpts-section.ts';
import { lossText } from './labels.ts';
import type { ReportMedia } from './media.ts';
import { reportStyle } from './style.ts';
import { configSection, epochsSection } from './tables-section.ts';

/** What {@link runReport} tells of. */
export interface RunReportData {
  readonly config: TrainingConfig;
  /** Epochs so far, in order. */
  readonly records: readonly EpochRecord[];
  readonly steps: StepCurves;
  /** Sentences about the run. Default: none. */
  readonly notes?: readonly string[];
  /** Of the last epoch that was looked at. */
  readonly media: readonly ReportMedia[];
  /** How many numbers the model has learnt. Default: not shown. */
  readonly parameterCount?: number;
  /** The model folder, for the commands at the end. Default: the model's name. */
  readonly folder?: string;
  /** What trained: `auralflow 0.1.0`. Default: not shown. */
  readonly tool?: string;
  /** Sounds and pictures beyond are left out, and the page says so. Default 24 MB: mail takes it. */
  readonly maxMediaBytes?: number;
}

const defaultMediaBytes = 24e6;

/**
 * The text of the page. The same data give the same text. It holds its style, pictures and sounds, has no script, asks nothing of the network, and escapes
 * every name.
 */
export function runReport(data: RunReportData): string {
  const { config, records, steps, media, maxMediaBytes = defaultMediaBytes } = data;
  const sections: readonly (readonly [id: string, title: string, section: Html | undefined])[] = [
    ['curves', 'Curves', curvesSection(records, steps)],
    ['excerpts', 'Excerpts', excerptsSection(media, maxMediaBytes)],
    ['epochs', 'Epochs', epochsSection(records)],
    ['config', 'Configuration', configSection(config)],
    ['next', 'What next', nextSection(data)],
  ];
  const shown = sections.filter(([, , section]) => section !== undefined);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:">
<title>${config.model_params.model_name}: training</title>
<style>${raw(reportStyle())}</style>
</head>
<body>
${heading(data)}
<nav aria-label="Contents"><ul>${shown.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${shown.map(([, , section]) => section!)}
</main>
</body>
</html>
`.markup;
}

function heading({ config, records, parameterCount, tool, notes = [] }: RunReportData): Html {
  const { model_name, model_type } = config.model_params;
  const best = records.findLast(({ isBest }) => isBest);
  const validation = best?.validation;
  const gain =
    validation?.siSdr == null || validation.mixtureSiSdr === null
      ? undefined
      : validation.siSdr - validation.mixtureSiSdr;
  const about = [
    model_type,
    config.dataset_params.targets.join(', '),
    parameterCount === undefined ? '' : `${parameterCount.toLocaleString('en-US')} parameters`,
    tool ?? '',
  ].filter((text) => text !== '');
  const number = (name: string, value: string | undefined): Html =>
    value === undefined ? html`` : html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
  return html`<header>
<h1>${model_name}</h1>
<p class="quiet">${about.join(' · ')}</p>
${notes.map((note) => html`<p class="quiet">${note}</p>\n`)}<dl class="numbers">
${number('epochs', `${records.length} of ${config.training_params.max_epochs}`)}${number('best epoch', best === undefined ? undefined : String(best.epoch))}${number('validation loss', validation == null ? undefined : lossText(validation.loss))}${number('training loss', best === undefined || validation != null ? undefined : lossText(best.trainLoss))}${number('SI-SDR (dB)', validation?.siSdr == null ? undefined : figureText(validation.siSdr))}${number('over the mixture (dB)', gain === undefined ? undefined : `${gain > 0 ? '+' : ''}${figureText(gain)}`)}</dl>
</header>`;
}

function nextSection({ config, folder = config.model_params.model_name }: RunReportData): Html {
  const quoted = /^[\w./:=,@%+-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
  return html`<section aria-labelledby="next">
<h2 id="next">What next</h2>
<pre><code>auralflow train ${quoted} DATASET --resume      # go on
auralflow test ${quoted} DATASET                # scores on songs with known stems
auralflow separate ${quoted} song.mp3 --residual
tensorboard --logdir ${quoted}/runs             # histograms and all the rest</code></pre>
</section>
`;
}
