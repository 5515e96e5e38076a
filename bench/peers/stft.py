"""torch, librosa and scipy as the peers of the stft figures: answers a line of JSON with a line of JSON, until its input ends.

  {"do": "spectrogram", "library", "signal", "out", "fftSize", "hopSize"}   reads [channel, sample] float32 (two channels), writes
      [channel, frame, bin, part]
  {"do": "load", "signal"}                                  keeps a signal for "time"
  {"do": "time", "library", "fftSize", "hopSize"}           seconds of one STFT and its inverse
  {"do": "median", "matrix", "rows", "columns", "axis", "size", "out"}      seconds of scipy.ndimage.median_filter
"""

import json
import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "2")

import librosa  # noqa: E402  (after the number of threads is set)
import numpy as np  # noqa: E402
import scipy.ndimage  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
loaded = None


def read(path):
    return np.fromfile(path, "<f4").reshape(2, -1)


def spectrogram(library, signal, out, fftSize, hopSize):
    if library == "torch":
        spectrum = torch.stft(
            torch.from_numpy(read(signal)), fftSize, hopSize, window=torch.hann_window(fftSize), return_complex=True
        ).numpy()
    else:
        spectrum = librosa.stft(read(signal), n_fft=fftSize, hop_length=hopSize)
    np.ascontiguousarray(spectrum.transpose(0, 2, 1)).view("<f4").tofile(out)
    return {"frames": spectrum.shape[-1]}


def load(signal):
    global loaded
    loaded = read(signal)
    return {"torch": torch.__version__, "librosa": librosa.__version__}


def timed(library, fftSize, hopSize):
    samples = loaded.shape[-1]
    if library == "torch":
        signal, window = torch.from_numpy(loaded), torch.hann_window(fftSize)
        start = time.perf_counter()
        spectrum = torch.stft(signal, fftSize, hopSize, window=window, return_complex=True)
        torch.istft(spectrum, fftSize, hopSize, window=window, length=samples)
    else:
        start = time.perf_counter()
        spectrum = librosa.stft(loaded, n_fft=fftSize, hop_length=hopSize)
        librosa.istft(spectrum, hop_length=hopSize, length=samples)
    return {"seconds": time.perf_counter() - start}


def median(matrix, rows, columns, axis, size, out):
    values = np.fromfile(matrix, "<f4").reshape(rows, columns)
    start = time.perf_counter()
    filtered = scipy.ndimage.median_filter(values, size=(size, 1) if axis == "rows" else (1, size), mode="reflect")
    seconds = time.perf_counter() - start
    filtered.tofile(out)
    return {"seconds": seconds}


answers = {"spectrogram": spectrogram, "load": load, "time": timed, "median": median}
for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(answers[question.pop("do")](**question)), flush=True)
