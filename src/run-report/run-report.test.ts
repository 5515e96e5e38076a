import { describe, expect, it } from 'vitest';
import type { Audio } from '../audio/index.ts';
import { configTemplate, type EpochRecord, parseConfig } from '../train/index.ts';
import { figureText, html, raw } from '../visualize/index.ts';
import { lossText, numberText } from './labels.ts';
import { createRunReporter } from './run-reporter.ts';
import { createSeries } from './series.ts';

const config = configTemplate('SpectrogramNetSimple', { name: '<img src=x onerror=alert(1)> & Söhne' });

function record(epoch: number, options: Partial<EpochRecord> = {}): EpochRecord {
  return {
    epoch,
    trainLoss: 1 / epoch,
    validation: { loss: 2 / epoch, siSdr: epoch, mixtureSiSdr: -1 },
    learningRate: 1e-3,
    isBest: true,
    ...options,
  };
}

function tone(amplitude: number, sampleRate = 8000): Audio {
  return {
    sampleRate,
    channels: [Float32Array.from({ length: sampleRate / 4 }, (_, n) => amplitude * Math.sin(n / 5))],
  };
}

const excerpt = {
  mixture: tone(0.9),
  targets: new Map([['vocals "<b>"', tone(0.5)]]),
  estimates: new Map([['vocals "<b>"', tone(0.4)]]),
};

describe('a report', () => {
  it('escapes names, needs nothing beside it and has no script', async () => {
    const reporter = createRunReporter({ config, folder: "it's mine" });
    reporter.epoch(record(1));
    await reporter.excerpts([excerpt], 1);
    const page = reporter.report();
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<b>"');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; Söhne');
    expect(page).not.toMatch(/<script|(?:src|href)="(?!data:|#)/);
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(page).toContain('auralflow train &#39;it&#39;\\&#39;&#39;s mine&#39; DATASET --resume');
    expect(page.match(/<audio /g)).toHaveLength(4);
    for (const label of ['Loss', 'Learning rate', 'Spectrograms: vocals', 'Waveforms: vocals'])
      expect(page).toContain(`aria-label="${label}`);
  });

  it('says that nothing has happened where nothing has', () => {
    const page = createRunReporter({ config }).report();
    expect(page).toContain('the first epoch is not over');
    expect(page).not.toContain('id="excerpts"');
    expect(page).toContain(`0 of ${config.training_params.max_epochs}`);
  });

  it('goes on from the epochs of an earlier run, and counts an epoch once', () => {
    const reporter = createRunReporter({ config, history: [record(1), record(2)] });
    reporter.epoch(record(2, { trainLoss: 7, isBest: false }));
    reporter.epoch(record(3, { isBest: false, validation: null }));
    const page = reporter.report();
    expect(page.match(/<th scope="row">\d/g)).toHaveLength(3);
    expect(page).toContain('<th scope="row">1 ★</th>');
    expect(page).toContain('7.000');
    expect(page).toContain('>+2.00<');
  });

  it('marks the settings that differ from the template', () => {
    const { model_params } = config;
    const other = parseConfig({ model_params, training_params: { lr: 0.5 } });
    const page = createRunReporter({ config: other }).report();
    expect(page).toContain('<tr class="best"><th scope="row">lr</th>');
    expect(page.match(/<tr class="best">/g)).toHaveLength(1);
  });

  it('draws runs without validation, and losses that are no longer numbers', () => {
    const reporter = createRunReporter({ config });
    reporter.scalar('loss/iter/train', Number.NaN, 1);
    reporter.scalar('loss/iter/train', -3, 2);
    reporter.epoch(record(1, { validation: null, trainLoss: Number.NaN }));
    expect(reporter.report()).toContain('Loss of the batches');
  });

  it('leaves out sounds that would make the page too large, and says so', async () => {
    const reporter = createRunReporter({ config, maxMediaBytes: 1000 });
    // 7 kHz: no rate of mp3.
    const odd = { mixture: tone(3, 7000), targets: new Map(), estimates: new Map() };
    await reporter.excerpts([odd, excerpt], 4);
    expect(reporter.report()).toContain('1 of 1 were left out');
    expect(reporter.report()).toContain('after epoch 4');
  });

  it('shows what can be shown: short and silent excerpts, but no estimates that are not finite', async () => {
    const reporter = createRunReporter({ config });
    const of = (...samples: number[]): Audio => ({
      sampleRate: 4000,
      channels: [Float32Array.from(samples)],
    });
    await reporter.excerpts(
      [
        {
          mixture: of(0, 0),
          targets: new Map([['short', of(0, 0)]]),
          estimates: new Map([['short', of(0, 0)]]),
        },
        { ...excerpt, estimates: new Map([['vocals "<b>"', tone(Number.NaN)]]) },
      ],
      1,
    );
    const page = reporter.report();
    expect(page).toContain('short, excerpt 1');
    expect(page).not.toContain('excerpt 2');
  });

  it('is the same for the same run', async () => {
    const pages = await Promise.all(
      [1, 2].map(async () => {
        const reporter = createRunReporter({ config });
        reporter.scalar('loss/iter/train', 0.5, 1);
        await reporter.excerpts([excerpt], 1);
        reporter.epoch(record(1));
        return reporter.report();
      }),
    );
    expect(pages[0]).toBe(pages[1]);
  });
});

describe('a series', () => {
  it('keeps means over equal stretches, however long it gets', () => {
    const series = createSeries();
    for (let n = 0; n < 100_000; n++) series.add(n, n % 2 === 0 ? 1 : Number.NaN);
    const { x, y } = series.points();
    expect(x.length).toBeLessThanOrEqual(4096);
    expect(x.length).toBeGreaterThan(1000);
    expect(y.every((value) => value === 1)).toBe(true);
    expect([...x].sort((a, b) => a - b)).toEqual(x);
    expect(x.at(-1)).toBeGreaterThan(99_000);
  });

  it('keeps few points as they are', () => {
    const series = createSeries();
    series.add(1, 3);
    series.add(2, 5);
    expect(series.points()).toEqual({ x: [1, 2], y: [3, 5] });
  });
});

describe('text of a page', () => {
  it('is escaped unless it is markup', () => {
    expect(html`<p title="${'a"b\'c'}">${raw('<i>x</i>')}${'\u0007<'}${undefined}${3}</p>`.markup).toBe(
      '<p title="a&quot;b&#39;c"><i>x</i>\ufffd&lt;3</p>',
    );
  });

  it('writes numbers for readers', () => {
    expect([numberText(1e-4), numberText(0.25), numberText(null), numberText(-2)]).toEqual([
      '1.00e−4',
      '0.25',
      '–',
      '−2',
    ]);
    expect([figureText(-0.001), figureText(Number.NaN), lossText(0.5)]).toEqual(['0.00', '–', '0.5000']);
  });
});
