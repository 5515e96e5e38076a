/** The whole pictures: what they show is where their axes say, and what cannot be shown is refused. */

import { describe, expect, it } from 'vitest';
import { colourAt, readPng } from '../../test/support/read-png.ts';
import type { Audio } from '../audio/index.ts';
import { alignTimes } from './align-times.ts';
import { barPicture } from './bars.ts';
import { boxPicture } from './boxes.ts';
import { colourMap, colourMapNames } from './colour-maps.ts';
import { comparisonPanels, comparisonPicture } from './comparison.ts';
import { curvePicture } from './curves.ts';
import { figure } from './figure.ts';
import { maskPicture, stemMaskPanel } from './mask.ts';
import type { Panel, PlotArea } from './panel.ts';
import type { ImageMark, Mark, Picture } from './picture.ts';
import { renderPng } from './render-png.ts';
import { renderSvg } from './render-svg.ts';
import { spectrogramPanels, spectrogramPicture } from './spectrogram.ts';
import { themes } from './theme.ts';
import { sharedAmplitude, waveformPanels, waveformPicture } from './waveform.ts';

const sampleRate = 8000;

/** A tone of 500 Hz, from 1 s on one of 2 kHz. */
function twoTones(amplitude = 0.5): Audio {
  const samples = Float32Array.from({ length: 2 * sampleRate }, (_, n) => {
    const hertz = n < sampleRate ? 500 : 2000;
    return amplitude * Math.sin((2 * Math.PI * hertz * n) / sampleRate);
  });
  return { sampleRate, channels: [samples] };
}

function flat(marks: readonly Mark[]): Mark[] {
  return marks.flatMap((mark) => (mark.kind === 'clip' ? flat(mark.marks) : [mark]));
}

/** The first matrix of a picture: the data, the colour bar coming after it. */
function imageOf({ marks }: Picture): ImageMark {
  return flat(marks).find((mark) => mark.kind === 'image')!;
}

/** The last colour of a matrix. */
function peakOf({ values }: ImageMark): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** The share of the height, from below, at which a column of an image is brightest. */
function brightest({ values, columns, rows }: ImageMark, columnShare: number): number {
  const column = Math.floor(columnShare * columns);
  let best = 0;
  for (let row = 0; row < rows; row++) {
    if (values[row * columns + column]! > values[best * columns + column]!) best = row;
  }
  return 1 - (best + 0.5) / rows;
}

function textsOf({ marks }: Picture): string[] {
  return flat(marks).flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
}

describe('spectrogramPicture', () => {
  it.each(['linear', 'log', 'mel'] as const)('shows tones at their frequency on a %s axis', (frequency) => {
    const audio = twoTones();
    const image = imageOf(spectrogramPicture(audio, { frequency, fftSize: 512 }));
    const { scale } = spectrogramPanels([audio], { frequency, fftSize: 512 })[0]!.yAxis;
    // A band or a bin and a half.
    expect(Math.abs(brightest(image, 0.25) - scale.place(500))).toBeLessThan(0.025);
    expect(Math.abs(brightest(image, 0.75) - scale.place(2000))).toBeLessThan(0.025);
  });

  it('goes from the reference down to topDb, in decibels', () => {
    // Half of full scale is −6.02 dB; with 20 dB of range that is 0.699 of the colours.
    const image = imageOf(spectrogramPicture(twoTones(), { fftSize: 512, reference: 1, topDb: 20 }));
    expect(peakOf(image) / 255).toBeCloseTo(1 - 6.02 / 20, 1);
    expect(peakOf(imageOf(spectrogramPicture(twoTones(), { fftSize: 512 })))).toBeGreaterThan(252);
  });

  it('shows silence as silence', () => {
    const silence = { sampleRate, channels: [new Float32Array(sampleRate)] };
    for (const frequency of ['linear', 'log', 'mel'] as const) {
      expect(peakOf(imageOf(spectrogramPicture(silence, { frequency })))).toBe(0);
    }
  });

  it('has axes with units', () => {
    const texts = textsOf(spectrogramPicture(twoTones(), { title: 'Tones' }));
    expect(texts).toEqual(expect.arrayContaining(['Tones', 'Time (s)', 'Frequency (kHz)', 'dB', '−80', '0']));
    expect(textsOf(spectrogramPicture(twoTones(), { reference: 1 }))).toContain('dBFS');
  });

  it('shares one scale among several', () => {
    const [loud, quiet] = spectrogramPanels([twoTones(0.5), twoTones(0.005)], { fftSize: 512 }).map((panel) =>
      peakOf(imageOf(figure([panel]))),
    );
    // 40 dB of 80.
    expect(loud! - quiet!).toBeCloseTo(127.5, -1);
  });

  it.each([
    [{ minHz: 5000 }, 'minHz'],
    [{ maxHz: 9000 }, 'maxHz'],
    [{ frequency: 'log', minHz: 0 }, 'minHz'],
    [{ topDb: 0 }, 'topDb'],
    [{ reference: -1 }, 'reference'],
    [{ colourMap: 'jet' }, 'colourMap'],
    [{ frequency: 'bark' }, 'frequency'],
    [{ width: 20 }, 'width'],
    [{ width: 120 }, 'room for data'],
    [{ height: 1e6 }, 'height'],
    [{ theme: 'sepia' }, 'theme'],
  ])('refuses %j', (options, place) => {
    expect(() => spectrogramPicture(twoTones(), options as object)).toThrow(place);
  });
});

describe('waveformPicture', () => {
  it('draws a panel per channel, or one of all', () => {
    const one = twoTones().channels[0]!;
    const stereo = { sampleRate, channels: [one, one] };
    expect(waveformPanels(stereo).map(({ title }) => title)).toEqual(['left', 'right']);
    expect(waveformPanels(stereo, { channels: 'together' })).toHaveLength(1);
    expect(waveformPanels(stereo, { channel: 1, title: 'x' }).map(({ title }) => title)).toEqual(['x']);
  });

  it('reaches as far as the peaks, and full scale or more', () => {
    const { yAxis } = waveformPanels(twoTones(0.5))[0]!;
    expect(yAxis.scale.domain).toEqual([-1, 1]);
    expect(waveformPanels(twoTones(0.5), { amplitude: 'peak' })[0]!.yAxis.scale.domain[1]).toBeCloseTo(
      0.5,
      5,
    );
    expect(waveformPanels(twoTones(1.5))[0]!.yAxis.scale.domain[1]).toBeCloseTo(1.5, 5);
    const picture = waveformPicture(twoTones(0.5), { width: 400 });
    const png = readPng(renderPng(picture));
    const { top, height } = areaOf(waveformPanels(twoTones())[0]!, { width: 400 });
    const outside = Math.round(top + height * 0.2);
    const inside = Math.round(top + height * 0.3);
    expect([colourAt(png, 200, outside), colourAt(png, 200, inside) === '#ffffff']).toEqual([
      '#ffffff',
      false,
    ]);
  });

  it('stays within the peaks, for waves slower than its columns too', () => {
    const slow = Float32Array.from({ length: 20_000 }, (_, n) => Math.sin(n / 2000));
    const marks = flat(waveformPicture({ sampleRate, channels: [slow] }, { width: 300 }).marks);
    const [outer, inner] = marks.flatMap((mark) => (mark.kind === 'polygon' ? [mark.points] : []));
    const count = outer!.length / 2;
    for (let i = 0; i < count / 2; i++) {
      // Along the upper edge, then back along the lower one.
      expect(inner![2 * i + 1]).toBeGreaterThanOrEqual(outer![2 * i + 1]! - 1e-6);
      expect(inner![2 * (count - 1 - i) + 1]).toBeLessThanOrEqual(outer![2 * (count - 1 - i) + 1]! + 1e-6);
    }
  });

  it('is a line through the samples where there are few of them', () => {
    const few = { sampleRate, channels: [Float32Array.of(0, 1, 0, -1)] };
    const lines = flat(waveformPicture(few).marks).filter((mark) => mark.kind === 'line');
    expect(lines.map(({ points }) => points.length)).toEqual([8]);
  });

  it('refuses NaN and nothing', () => {
    expect(() => waveformPicture({ sampleRate, channels: [Float32Array.of(Number.NaN)] })).toThrow(
      'NaN at index 0',
    );
    expect(() => waveformPicture({ sampleRate, channels: [new Float32Array(0)] })).toThrow('no sample');
    expect(() => waveformPicture({ sampleRate, channels: [] })).toThrow('channels');
    expect(() => waveformPicture(twoTones(), { amplitude: 0 })).toThrow('amplitude');
  });
});

/** The place of a lone panel's data. */
function areaOf(panel: Panel, options: { readonly width: number }): { top: number; height: number } {
  const areas: { readonly top: number; readonly height: number }[] = [];
  function draw(area: PlotArea): Mark[] {
    areas.push(area);
    return [];
  }
  figure([{ ...panel, draw }], options);
  return areas[0]!;
}

describe('alignTimes', () => {
  it('puts equal times below each other, and ends where the sound ends', () => {
    const long = twoTones();
    const short = { sampleRate, channels: [long.channels[0]!.slice(0, sampleRate / 2)] };
    const panels = alignTimes([...waveformPanels(long), ...spectrogramPanels([short])]);
    expect(panels.map(({ xAxis }) => xAxis.scale.domain)).toEqual([
      [0, 2],
      [0, 2],
    ]);
    const areas: PlotArea[] = [];
    const spied = panels.map((panel) => ({
      ...panel,
      draw(area: PlotArea): readonly Mark[] {
        areas.push(area);
        return panel.draw(area);
      },
    }));
    const image = imageOf(figure(spied));
    expect(image.x).toBe(areas[1]!.left);
    expect(Math.abs(image.width - areas[1]!.width / 4)).toBeLessThan(1);
  });

  it('goes with one amplitude for all', () => {
    expect(sharedAmplitude([twoTones(0.5), twoTones(1.5)])).toBeCloseTo(1.5, 5);
    expect(sharedAmplitude([twoTones(0.5), twoTones(0.2)])).toBe(1);
    expect(sharedAmplitude([twoTones(0.5), twoTones(0.2)], { amplitude: 'peak' })).toBeCloseTo(0.5, 5);
  });
});

describe('masks', () => {
  it('shows 0 to 1 as the two ends of the colours', () => {
    // Two frames of three bins.
    const mask = { values: Float32Array.of(0, 0.5, 1, 1, 0.5, 0), fftSize: 4, hopSize: 2, sampleRate };
    const { values, columns, rows } = imageOf(maskPicture(mask));
    expect([values[0], values[1]]).toEqual([255, 0]);
    expect([values[(rows - 1) * columns], values[rows * columns - 1]]).toEqual([0, 255]);
  });

  it('finds the share of a stem in its mixture', () => {
    const stem = twoTones();
    const other = {
      sampleRate,
      channels: [stem.channels[0]!.map((_, n) => 0.5 * Math.sin((2 * Math.PI * 3000 * n) / sampleRate))],
    };
    const mixture = {
      sampleRate,
      channels: [stem.channels[0]!.map((value, n) => value + other.channels[0]![n]!)],
    };
    const image = imageOf(figure([stemMaskPanel({ stem, mixture }, { fftSize: 512 })]));
    const at = (time: number, hertz: number): number =>
      image.values[
        Math.floor((1 - hertz / 4000) * image.rows) * image.columns + Math.floor((time / 2) * image.columns)
      ]!;
    expect([at(0.5, 500), at(1.5, 2000), at(0.5, 3000), at(1.5, 3000)]).toEqual([255, 255, 0, 0]);
  });

  it('refuses what does not fit', () => {
    const mask = { values: new Float32Array(7), fftSize: 4, hopSize: 2, sampleRate };
    expect(() => maskPicture(mask)).toThrow('frames of 3 bins');
    expect(() => maskPicture({ ...mask, values: Float32Array.of(0, 1, Number.NaN) })).toThrow('finite');
    const [short, long] = [twoTones(), { sampleRate, channels: [new Float32Array(5)] }];
    expect(() => stemMaskPanel({ stem: short, mixture: long })).toThrow('one shape');
  });
});

describe('comparisonPicture', () => {
  it('shows an estimate without error with an empty third panel', () => {
    const audio = twoTones();
    for (const frequency of ['linear', 'mel'] as const) {
      const panels = comparisonPanels({ reference: audio, estimate: audio }, { frequency });
      expect(panels.map(({ title }) => title)).toEqual(['Reference', 'Estimate', 'Difference']);
      const brightness = panels.map((panel) => peakOf(imageOf(figure([panel]))));
      expect(brightness[0]).toBeGreaterThan(230);
      expect(brightness[1]).toBe(brightness[0]);
      expect(brightness[2]).toBe(0);
    }
  });

  it('draws waveforms in three colours of one scale', () => {
    const picture = comparisonPicture(
      { reference: twoTones(), estimate: twoTones(0.25) },
      { kind: 'waveform' },
    );
    const fills = flat(picture.marks).flatMap((mark) => (mark.kind === 'polygon' ? [mark.fill] : []));
    expect([...new Set(fills)]).toEqual(themes.light.series.slice(0, 3));
  });

  it('refuses sounds of different shapes', () => {
    const other = { sampleRate: 16000, channels: twoTones().channels };
    expect(() => comparisonPicture({ reference: twoTones(), estimate: other })).toThrow('16000 Hz');
  });
});

describe('curvePicture', () => {
  it('draws every curve, with gaps where there is no value', () => {
    const picture = curvePicture([{ label: 'train', y: [3, 2, null, 1, Number.NaN, 0.5] }]);
    const lines = flat(picture.marks).filter((mark) => mark.kind === 'line');
    expect(lines.map(({ points }) => points.length / 2)).toEqual([2, 1, 1]);
    expect(textsOf(picture)).toEqual(expect.arrayContaining(['train', 'Loss', 'Step', '6']));
  });

  it('has ticks at whole steps only', () => {
    const texts = textsOf(curvePicture([{ label: 'a', x: [1, 2, 3], y: [1, 2, 3] }], { width: 1000 }));
    // The x axis comes first.
    expect(texts.slice(0, 3)).toEqual(['1', '2', '3']);
  });

  it('draws as few points as are seen', () => {
    const y = Array.from({ length: 100_000 }, (_, i) => Math.sin(i * 12.9898));
    const [line] = flat(curvePicture([{ label: 'a', y }]).marks).filter((mark) => mark.kind === 'line');
    expect(line!.points.length).toBeLessThan(10_000);
  });

  it('refuses what it cannot show', () => {
    expect(() => curvePicture([])).toThrow('no curve');
    expect(() => curvePicture([{ label: 'a', y: [null, Number.NaN] }])).toThrow('none in a');
    expect(() => curvePicture([{ label: 'a', x: [1], y: [1, 2] }])).toThrow('2 values of x');
    expect(() => curvePicture([{ label: 'a', y: [1, 0] }], { log: true })).toThrow('above 0');
    expect(() => curvePicture([{ label: 'a', y: [1] }], { yRange: [2, 1] })).toThrow('yRange');
  });
});

describe('boxes and bars', () => {
  const boxes = [
    {
      label: 'vocals',
      items: [
        [1, 2, 3, null, Number.NaN],
        [2, 3, 4, 40],
      ],
    },
    { label: 'drums', items: [undefined, [5]] },
  ];

  it('draws groups with a legend', () => {
    const picture = boxPicture(boxes, { series: ['a', 'b'], yLabel: 'SDR (dB)' });
    expect(textsOf(picture)).toEqual(expect.arrayContaining(['vocals', 'drums', 'a', 'b', 'SDR (dB)']));
    expect(flat(picture.marks).filter((mark) => mark.kind === 'disc')).toHaveLength(1);
    const bars = barPicture([{ label: 'x', items: [{ value: -2, interval: [-3, -1] }] }], {
      series: ['a'],
      yLabel: 'y',
    });
    expect(textsOf(bars)).toContain('−2.0');
    expect(textsOf(bars)).not.toContain('a');
  });

  it('refuses what does not hold together', () => {
    const options = { series: ['a', 'b'], yLabel: 'y' };
    expect(() => boxPicture([{ label: 'x', items: [[1]] }], options)).toThrow('1 in "x"');
    expect(() => boxPicture([{ label: 'x', items: [[], undefined] }], options)).toThrow('finite');
    expect(() => boxPicture([], options)).toThrow('none');
    const bad = { value: 1, interval: [2, 1] as const };
    expect(() => barPicture([{ label: 'x', items: [bad, undefined] }], options)).toThrow('interval');
  });

  it('shortens names that would touch', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      label: `a very long stem name ${i}`,
      items: [[i, i + 1]],
    }));
    const texts = textsOf(boxPicture(many, { series: ['a'], yLabel: 'y' }));
    expect(texts.filter((text) => text.endsWith('…')).length).toBe(20);
  });
});

describe('every picture', () => {
  const audio = twoTones();
  const pictures: Picture[] = (['light', 'dark'] as const).flatMap((theme) => [
    waveformPicture(audio, { theme }),
    spectrogramPicture(audio, { theme, frequency: 'log', title: 'A & B' }),
    comparisonPicture({ reference: audio, estimate: audio }, { theme, kind: 'waveform' }),
    curvePicture(
      [
        { label: 'a', y: [1, 2] },
        { label: 'b', y: [2, 1] },
      ],
      { theme, log: true },
    ),
    boxPicture([{ label: 'x', items: [[1, 2, 3]] }], { theme, series: ['a'], yLabel: 'y' }),
    barPicture([{ label: 'x', items: [{ value: 1 }] }], { theme, series: ['a'], yLabel: 'y', height: 200 }),
    figure([...waveformPanels(audio), ...spectrogramPanels([audio])], { theme, width: 500, height: 400 }),
  ]);

  it('has numbers for places, inside its frame', () => {
    for (const { marks, width, height } of pictures) {
      for (const mark of flat(marks)) {
        if (mark.kind === 'line' || mark.kind === 'polygon')
          expect(mark.points.every(Number.isFinite)).toBe(true);
        else expect(mark.x >= -1 && mark.x <= width && mark.y >= -1 && mark.y <= height).toBe(true);
      }
    }
  });

  it('is an SVG that is well formed and a PNG of its size', () => {
    for (const picture of pictures) {
      const svg = renderSvg(picture);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect([...svg.matchAll(/<svg/g)].length).toBe([...svg.matchAll(/<\/svg>/g)].length);
      const png = readPng(renderPng(picture));
      expect([png.width, png.height]).toEqual([picture.width, picture.height]);
    }
  });
});

describe('colour maps', () => {
  it('have 256 colours each, and the same backwards', () => {
    for (const name of colourMapNames) {
      const map = colourMap(name);
      expect(map.length).toBe(768);
      expect([...colourMap(`${name}-reversed`).slice(0, 3)]).toEqual([...map.slice(-3)]);
    }
    // matplotlib's magma begins at (0.001462, 0.000466, 0.013866) and ends at (0.987053, 0.991438, 0.749504).
    expect([...colourMap('magma').slice(0, 3), ...colourMap('magma').slice(-3)]).toEqual([
      0, 0, 4, 252, 253, 191,
    ]);
  });
});
