/**
 * Pictures: waveforms, spectrograms, masks, curves, as SVG text and PNG bytes. Stands below `evaluate` and `train`'s reports, which
 * put them in, and knows no host.
 */

export {};
