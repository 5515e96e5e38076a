"""librosa, norbert and plain NumPy as the peers of the figures of phase. Reads a line of JSON, answers a line of JSON, until its input ends.

Arrays are files of float32. Spectra lie [frame, bin, part], magnitudes and powers [frame, bin], one file after the other for several sources.

  {"do": "griffinLim", "magnitude", "out", "iterations", "momentum", "fftSize", "hopSize", "length"}   librosa.griffinlim, from phase 0
  {"do": "misi", "magnitudes": [...], "mixture", "out": [...], "iterations", "fftSize", "hopSize"}
  {"do": "consistentWiener", "powers": [...], "mixture", "out": [...], "iterations", "consistency", "fftSize", "hopSize"}
  {"do": "multichannelWiener", "magnitudes": [...], "mixture", "out": [...], "iterations", "channels", "bins"}   norbert.wiener
"""

import json
import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "2")

import librosa  # noqa: E402  (after the number of threads is set)
import norbert  # noqa: E402
import numpy as np  # noqa: E402


def read(path):
    return np.fromfile(path, "<f4").astype(np.float64)


def frames(signal, fft_size, hop, count):
    """The centred STFT with zeros around the signal, hann window, in double precision: [frame, bin]."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(fft_size) / fft_size)
    half = fft_size // 2
    padded = np.zeros((count - 1) * hop + fft_size)
    end = min(len(padded), half + len(signal))
    padded[half:end] = signal[: end - half]
    return np.stack([np.fft.rfft(window * padded[t * hop : t * hop + fft_size]) for t in range(count)])


def signal_of(spectrum, fft_size, hop, length):
    """Its least-squares inverse."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(fft_size) / fft_size)
    total = (len(spectrum) - 1) * hop + fft_size
    samples, weights = np.zeros(total), np.zeros(total)
    for t, row in enumerate(spectrum):
        samples[t * hop : t * hop + fft_size] += window * np.fft.irfft(row, fft_size)
        weights[t * hop : t * hop + fft_size] += window**2
    half = fft_size // 2
    return (samples / np.maximum(weights, 1e-11))[half : half + length]


def misi(magnitudes, mixture, iterations, fft_size, hop):
    """Gunawan and Sen, 2010."""
    count, length = magnitudes.shape[1], len(mixture)

    def signals(phases):
        return [signal_of(a * np.exp(1j * p), fft_size, hop, length) for a, p in zip(magnitudes, phases)]

    found = signals([np.angle(frames(mixture, fft_size, hop, count))] * len(magnitudes))
    for _ in range(iterations):
        missing = (mixture - sum(found)) / len(magnitudes)
        found = signals([np.angle(frames(x + missing, fft_size, hop, count)) for x in found])
    return found


def consistent_wiener(powers, mixture, iterations, consistency, fft_size, hop):
    """Le Roux and Vincent, 2013: for two sources the paper's own equation (Λ + γF)S = ΛŜ, by plain preconditioned conjugate gradients."""
    count, length = powers.shape[1], len(mixture)
    mean = powers.sum(0).mean()
    voice, rest = powers / mean + 1e-10
    mixed = frames(mixture, fft_size, hop, count)
    wiener = voice / (voice + rest) * mixed
    precision = 1 / voice + 1 / rest

    def off(s):
        return s - frames(signal_of(s, fft_size, hop, length), fft_size, hop, count)

    weights = np.full(mixed.shape[1], 2.0)
    weights[0] = weights[-1] = 1

    def dot(a, b):
        return np.sum(weights * (a.conj() * b).real)

    def apply(s):
        return precision * s + consistency * off(s)

    preconditioner = precision + consistency * (1 - hop / fft_size)
    s = wiener.copy()
    r = precision * wiener - apply(s)
    z = r / preconditioner
    p, product = z, dot(r, z)
    for _ in range(iterations):
        q = apply(p)
        step = product / dot(p, q)
        s, r = s + step * p, r - step * q
        z = r / preconditioner
        ahead = dot(r, z) / product
        product *= ahead
        p = z + ahead * p
    return [signal_of(x, fft_size, hop, length) for x in (s, mixed - s)]


def answer_griffin_lim(magnitude, out, iterations, momentum, fftSize, hopSize, length):
    matrix = np.ascontiguousarray(np.fromfile(magnitude, "<f4").reshape(-1, fftSize // 2 + 1).T)
    start = time.perf_counter()
    signal = librosa.griffinlim(
        matrix, n_iter=iterations, hop_length=hopSize, momentum=momentum, init=None, length=length
    )
    seconds = time.perf_counter() - start
    signal.astype("<f4").tofile(out)
    return {"seconds": seconds, "librosa": librosa.__version__}


def write_all(arrays, out):
    for array, path in zip(arrays, out):
        array.astype("<f4").tofile(path)
    return {"numpy": np.__version__}


def answer_misi(magnitudes, mixture, out, iterations, fftSize, hopSize):
    given = np.stack([read(path).reshape(-1, fftSize // 2 + 1) for path in magnitudes])
    return write_all(misi(given, read(mixture), iterations, fftSize, hopSize), out)


def answer_consistent_wiener(powers, mixture, out, iterations, consistency, fftSize, hopSize):
    given = np.stack([read(path).reshape(-1, fftSize // 2 + 1) for path in powers])
    return write_all(consistent_wiener(given, read(mixture), iterations, consistency, fftSize, hopSize), out)


def answer_multichannel_wiener(magnitudes, mixture, out, iterations, channels, bins):
    """Files of one channel after the other: [channel, frame, bin(, part)]."""
    x = read(mixture).reshape(channels, -1, bins, 2)
    x = np.ascontiguousarray((x[..., 0] + 1j * x[..., 1]).transpose(1, 2, 0))
    v = np.stack([read(path).reshape(channels, -1, bins).transpose(1, 2, 0) for path in magnitudes], -1)
    start = time.perf_counter()
    y = norbert.wiener(v, x.copy(), iterations)
    seconds = time.perf_counter() - start
    spectra = [np.stack([y[..., j].real, y[..., j].imag], -1).transpose(2, 0, 1, 3) for j in range(y.shape[-1])]
    return {**write_all([np.ascontiguousarray(s) for s in spectra], out), "seconds": seconds}


answers = {
    "griffinLim": answer_griffin_lim,
    "misi": answer_misi,
    "consistentWiener": answer_consistent_wiener,
    "multichannelWiener": answer_multichannel_wiener,
}
if __name__ == "__main__":
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(answers[question.pop("do")](**question)), flush=True)
