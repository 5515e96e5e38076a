/** How the run went: losses, SI-SDR and learning rate over epochs, the loss over steps. */

import type { EpochRecord } from '../train/index.ts';
import {
  type Curve,
  type CurveOptions,
  curvePicture,
  type FigureOptions,
  type Html,
  html,
  raw,
  renderSvg,
} from '../visualize/index.ts';

/** Curves over steps, by what they show. */
export interface StepCurves {
  readonly loss: { readonly x: readonly number[]; readonly y: readonly number[] };
  readonly gradientNorm: { readonly x: readonly number[]; readonly y: readonly number[] };
}

const width = 620;

/** The pictures; those without a number are left out. */
export function curvesSection(records: readonly EpochRecord[], steps: StepCurves): Html {
  const x = records.map(({ epoch }) => epoch);
  const over = (label: string, value: (record: EpochRecord) => number | null | undefined): Curve => ({
    label,
    x,
    y: records.map((record) => value(record) ?? null),
  });
  const pictures = [
    picture(
      [
        over('training', ({ trainLoss }) => trainLoss),
        over('validation', ({ validation }) => validation?.loss),
      ],
      { title: 'Loss', xLabel: 'Epoch', yLabel: 'Loss' },
    ),
    picture(
      [
        over('estimate', ({ validation }) => validation?.siSdr),
        over('untouched mixture', ({ validation }) => validation?.mixtureSiSdr),
      ],
      { title: 'SI-SDR of the validation', xLabel: 'Epoch', yLabel: 'SI-SDR (dB)' },
    ),
    picture([over('learning rate', ({ learningRate }) => learningRate)], {
      title: 'Learning rate',
      xLabel: 'Epoch',
      yLabel: 'Rate',
      log: true,
    }),
    picture([{ label: 'training', ...steps.loss }], {
      title: 'Loss of the batches',
      xLabel: 'Step',
      yLabel: 'Loss',
    }),
    picture([{ label: 'before clipping', ...steps.gradientNorm }], {
      title: 'Norm of the gradient',
      xLabel: 'Step',
      yLabel: 'Norm',
      log: true,
    }),
  ].filter((one) => one !== undefined);
  return html`<section aria-labelledby="curves">
<h2 id="curves">Curves</h2>
${pictures.length === 0 ? html`<p>Nothing yet: the first epoch is not over.</p>` : html`<div class="pictures">${pictures}</div>`}
</section>
`;
}

function picture(curves: readonly Curve[], options: CurveOptions & FigureOptions): Html | undefined {
  const shown = curves.filter(({ y }) => y.some((value) => value !== null && Number.isFinite(value)));
  if (shown.length === 0) return undefined;
  const isPositive = shown.every(({ y }) => y.every((value) => value === null || !(value <= 0)));
  const svg = renderSvg(curvePicture(shown, { width, ...options, log: options.log === true && isPositive }));
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${options.title}">${raw(svg)}</div>
`;
}
