/** HybridNet: a branch on magnitudes and a branch on samples that tell each other what they see where both are deepest; their estimates are added. */

import { exchange } from '../blocks/exchange.ts';
import { recur } from '../blocks/recurrent.ts';
import { foldImage, foldLine } from '../blocks/sequence.ts';
import { decodeMask, encodeSpectrogram } from '../blocks/spectrogram.ts';
import { decodeWaveform, encodeWaveform } from '../blocks/waveform.ts';
import type { Network } from '../network.ts';
import { hybridNetSettings } from './settings.ts';

/** See README.md beside this file. */
export const hybridNet: Network = {
  name: 'HybridNet',
  domain: 'hybrid',
  summary:
    'U-Nets with LSTM layers on magnitudes and on samples that exchange what they know; both estimates are added',
  paper: 'A. Défossez, "Hybrid spectrogram and waveform source separation", MDX workshop at ISMIR 2021',
  settings: hybridNetSettings,
  build(scope, input, options) {
    const side = { ...options, network: 'HybridNet' };
    const { settings } = options;
    const [spectrogram, waveform] = [scope.child('spectrogram'), scope.child('waveform')];
    const image = encodeSpectrogram(spectrogram, input.magnitude(), side);
    const line = encodeWaveform(waveform, input.waveform(), side);
    const told = exchange(scope.child('exchange'), { image: image.deepest, line: line.deepest });
    const foldedImage = foldImage(spectrogram.child('fold'), told.image, {
      axis: Number(settings.input_axis),
    });
    const foldedLine = foldLine(waveform.child('fold'), told.line, {
      places: Number(settings.places_per_step),
    });
    const deepImage = foldedImage.unfold(recur(spectrogram, foldedImage.sequence, settings));
    const deepLine = foldedLine.unfold(recur(waveform, foldedLine.sequence, settings));
    return {
      mask: decodeMask(spectrogram, { ...image, deepest: deepImage }, side),
      waveform: decodeWaveform(waveform, { ...line, deepest: deepLine }, side),
    };
  },
};
