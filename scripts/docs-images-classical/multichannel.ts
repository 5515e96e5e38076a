/** The pictures of docs/multichannel.md, drawn from the example song: `npx tsx scripts/docs-images-classical/multichannel.ts`. */

import { azimugram, duetHistogram, observe, startAuxIva, startIlrma } from '../../src/decompose/index.ts';
import { stft } from '../../src/dsp/index.ts';
import {
  colourMap,
  curvePanel,
  figure,
  numberAxis,
  type Panel,
  timeAxis,
} from '../../src/visualize/index.ts';
import { instruments, mixByDelays, mixByRooms } from '../../test/support/spatial-mixtures.ts';
import { excerpt, loadSong } from './example-song.ts';
import { matrixPanel } from './matrix-panel.ts';
import { savePicture } from './save-picture.ts';

const width = 720;

/** A matrix `[row, column]` in decibels below its largest value. */
function decibelPanel(
  values: ArrayLike<number>,
  shape: { readonly rows: number; readonly columns: number; readonly floorDb: number },
  axes: Pick<Panel, 'xAxis' | 'yAxis' | 'title' | 'height'>,
): Panel {
  const { rows, columns, floorDb } = shape;
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!);
  const decibels = numberAxis([-floorDb, 0], { label: 'dB', side: 'y' });
  return matrixPanel(
    { ...axes, colourBar: { colourMap: colourMap('magma'), axis: decibels } },
    {
      ...{ rows, columns },
      shade: (row, column) =>
        1 + (20 * Math.log10(Math.max(1e-9, values[row * columns + column]! / most))) / floorDb,
    },
  );
}

const degrees = { label: 'Degrees to the right', side: 'y' } as const;

// Where the song's sound stands, every 2° and 60 ms.
const seconds = [11, 19] as const;
const spectrogram = stft(excerpt(await loadSong('mixture'), seconds).channels, {
  fftSize: 4096,
  hopSize: 2646,
});
const { values, placeCount, frameCount } = azimugram(spectrogram, { resolution: 100 });
const rows = 45;
const image = new Float32Array(rows * frameCount);
const gainAngle = (place: number): number => {
  const angle = 45 - (Math.atan(Math.min(place, 200 - place) / 100) * 180) / Math.PI;
  return place <= 100 ? -angle : angle;
};
for (let frame = 0; frame < frameCount; frame++) {
  for (let place = 0; place < placeCount; place++) {
    const row = Math.min(rows - 1, Math.floor(((gainAngle(place) + 45) * rows) / 90));
    image[row * frameCount + frame]! += values[frame * placeCount + place]!;
  }
}
await savePicture(
  'multichannel-azimugram.png',
  figure(
    [
      decibelPanel(
        image,
        { rows, columns: frameCount, floorDb: 40 },
        {
          title: 'Example song: how loud each direction is',
          xAxis: timeAxis(...seconds),
          yAxis: numberAxis([-45, 45], degrees),
          height: 260,
        },
      ),
    ],
    { width },
  ),
);

// Three instruments, two microphones a few centimetres apart.
const rate = 8000;
const trio = instruments(3, { lengthSamples: 8 * rate, sampleRate: rate });
const spaced = mixByDelays(trio, [
  { gain: 0.6, delaySamples: 2 },
  { gain: 1, delaySamples: 0 },
  { gain: 1.5, delaySamples: -2 },
]);
const histogram = duetHistogram(stft(spaced.mixture, { fftSize: 512, hopSize: 128 }), {
  panCells: 91,
  delayCells: 91,
});
await savePicture(
  'multichannel-duet.png',
  figure(
    [
      decibelPanel(
        histogram.values,
        { rows: 91, columns: 91, floorDb: 50 },
        {
          title: 'Three instruments between two microphones: level and delay of all bins',
          xAxis: numberAxis([-3, 3], { label: 'Delay of the right channel (samples)', side: 'x' }),
          yAxis: numberAxis([-45, 45], degrees),
          height: 320,
        },
      ),
    ],
    { width },
  ),
);

// What AuxIVA and ILRMA minimise, each from the start that its separator takes.
const pair = instruments(2, { lengthSamples: 8 * rate, sampleRate: rate });
const room = mixByRooms(pair, { sampleRate: rate, channelCount: 2, echoSeconds: 0.05 });
const observed = observe(stft(room.mixture, { fftSize: 2048, hopSize: 1024, padMode: 'zeros' }));
const curveOf = (work: { iterate(): void; objective(): number }, count: number): number[] =>
  Array.from({ length: count }, () => {
    work.iterate();
    return work.objective();
  });
const iva = startAuxIva(observed);
const ivaCurve = curveOf(iva, 40);
const ilrmaCurve = curveOf(startIlrma(observed, { bases: 4 }), 40);
await savePicture(
  'multichannel-curves.svg',
  figure(
    [
      curvePanel([{ label: 'AuxIVA', y: ivaCurve }], { xLabel: 'Iteration', yLabel: 'J' }),
      curvePanel([{ label: 'ILRMA', y: ilrmaCurve }], { xLabel: 'Iteration', yLabel: 'J' }),
    ],
    { width, height: 420 },
  ),
);
