"""Golden vectors of the searches for phases and of the Wiener filters, on a short stereo mixture of two sources.

Run from the repository root: bench/peers/.venv/bin/python scripts/golden/phase.py
Writes test/golden/phase.json. Made with librosa 0.11.0, norbert 0.2.1, numpy 2.4.6; MISI and the consistent Wiener filter are the plain NumPy ones of bench/peers/phase.py.
"""

import json
import pathlib
import sys

import librosa
import norbert
import numpy as np

root = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(root / "bench/peers"))
from phase import consistent_wiener, frames, misi  # noqa: E402

fft_size, hop, length = 64, 16, 256
count = 1 + length // hop
n = np.arange(length)
random = np.random.default_rng(1)
tone = np.stack([0.4 * np.sin(0.3 * n + 2 * np.sin(n / 60)), 0.2 * np.sin(0.3 * n + 2 * np.sin(n / 60) + 0.4)])
strokes = random.standard_normal(length) * (n % 90 < 20)
strokes = np.stack([0.1 * strokes, 0.3 * strokes])
sources = [np.round(x, 4) for x in (tone, strokes)]
mixture = sum(sources)


def numbers(array):
    return [float(f"{x:.7g}") for x in np.ravel(array)]


def parts(spectrum):
    return numbers(np.stack([spectrum.real, spectrum.imag], -1))


left = [x[0] for x in sources]
magnitudes = np.stack([np.abs(frames(x, fft_size, hop, count)) for x in left])
given = np.ascontiguousarray(magnitudes[0].T.astype(np.float32))
griffin_lim = {}
for momentum in (0.0, 0.99):
    for iterations in (4, 32):
        y = librosa.griffinlim(given, n_iter=iterations, hop_length=hop, momentum=momentum, init=None, length=length)
        again = np.abs(librosa.stft(y, n_fft=fft_size, hop_length=hop))
        griffin_lim[f"{momentum} {iterations}"] = {
            "signal": numbers(y) if iterations == 4 else None,
            "spectralConvergence": float(np.linalg.norm(again - given) / np.linalg.norm(given)),
        }

x = np.stack([frames(channel, fft_size, hop, count) for channel in mixture], -1)
# Estimates that are not right: powers smoothed over time.
estimates = []
for source in sources:
    power = np.stack([np.abs(frames(channel, fft_size, hop, count)) ** 2 for channel in source], -1)
    estimates.append((power + np.roll(power, 1, 0) + np.roll(power, -1, 0)) / 3 + 1e-4)
v = np.stack(estimates, -1)
result = {
    "versions": {"librosa": librosa.__version__, "norbert": "0.2.1", "numpy": np.__version__},
    "fftSize": fft_size,
    "hopSize": hop,
    "sources": [[numbers(channel) for channel in source] for source in sources],
    "griffinLim": griffin_lim,
    "misi": [numbers(y) for y in misi(magnitudes, mixture[0], 5, fft_size, hop)],
    "consistentWiener": [numbers(y) for y in consistent_wiener(np.stack([e[..., 0] for e in estimates]), mixture[0], 8, 10, fft_size, hop)],
    "stereoPowers": [[numbers(estimate[..., c]) for c in (0, 1)] for estimate in estimates],
    "wiener": {
        str(iterations): [parts(y) for y in norbert.wiener(v, x.copy(), iterations).transpose(3, 2, 0, 1)]
        for iterations in (3,)
    },
    "monoWiener": [parts(y) for y in norbert.wiener(v[:, :, :1], x[..., :1].copy(), 2)[..., 0, :].transpose(2, 0, 1)],
}
path = root / "test/golden/phase.json"
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(path.stat().st_size)
