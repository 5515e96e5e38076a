"""Golden scores of the metrics, their statistics and the oracles: run with bench/peers/.venv/bin/python scripts/golden/metrics.py.

Writes test/golden/metrics.json. The signals are those of test/support/exact-signal.ts, made here bit for bit the same.
"""

import json
import pathlib
import sys
import tempfile

import norbert
import numpy as np
import scipy.stats
import torch

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "bench" / "peers"))
import metrics  # noqa: E402


def signal(seed, length, period=3000):
    state, low, values = seed, 0.0, np.zeros(length)
    for n in range(length):
        state = (state * 1664525 + 1013904223) % 2**32
        low += (state / 2**31 - 1 - low) * 0.25
        values[n] = low * (abs(n % period - period / 2) / period)
    return values


def stored(values, name):
    path = f"{tempfile.gettempdir()}/golden-{name}.f8"
    np.ascontiguousarray(values, "<f8").tofile(path)
    return path


# Three sources of two channels; estimates with interference, noise and a wrong level.
length = 3000
sources = np.array([[signal(10 * j + c, length, 700 + 90 * j) for c in (1, 2)] for j in range(3)])
noise = np.array([[signal(100 + 10 * j + c, length, 900) for c in (1, 2)] for j in range(3)])
estimates = np.array([1.5, 0.7, -0.5])[:, None, None] * (sources + 0.2 * sources[[1, 2, 0]] + 0.05 * noise)
ratios = metrics.ratios(stored(sources, "s"), stored(estimates, "e"), 3, 2)

speech = []
for rate, seconds in ((8000, 1.5), (10000, 1.5), (16000, 1.2), (44100, 1.0), (48000, 1.0)):
    count = int(rate * seconds)
    s = signal(7, count, rate // 4)
    e = 0.6 * s + 0.3 * signal(8, count, rate // 3)
    speech.append({"rate": rate, "count": count, **metrics.stoi(stored(s, "s"), stored(e, "e"), rate)})

count = 12000
s = signal(3, count).astype("<f4").astype("<f8")
e = (0.8 * s + 0.1 * signal(4, count)).astype("<f4").astype("<f8")
spectral = {"count": count, **metrics.spectral(stored(s, "s"), stored(e, "e"))}

random = np.random.default_rng(5)
tests = []
for size, ties, zeros in ((6, False, 0), (25, False, 0), (50, False, 0), (10, True, 2), (13, True, 0), (14, True, 3), (60, False, 0), (80, True, 5)):
    a = random.normal(0.3, 1, size)
    b = random.normal(0, 1, size)
    if ties:
        a, b = np.round(a * 2) / 2, np.round(b * 2) / 2
    b[:zeros] = a[:zeros]
    tests.append({"a": a.tolist(), "b": b.tolist(), **metrics.wilcoxon(a, b)})

sample = np.round(random.gamma(2, 3, 50), 4).tolist()
intervals = [
    {"statistic": statistic, "method": method.lower(), **metrics.bootstrap(sample, statistic, method)}
    for statistic in ("mean", "median")
    for method in ("percentile", "BCa")
]
normal = [[z, float(scipy.stats.norm.cdf(z))] for z in (-37, -20, -8, -5, -2.51, -2.49, -1, -0.1, 0, 0.3, 1.96, 4, 8)]
quantiles = [[p, float(scipy.stats.norm.ppf(p))] for p in (1e-300, 1e-20, 1e-6, 0.025, 0.3, 0.5, 0.9, 0.9999)]

# The multichannel Wiener filter: norbert's EM step from the true sources.
length = 600
parts = np.array([[signal(50 + 10 * j + c, length, 200 + 30 * j) for c in (1, 2)] for j in range(2)])
parts[0, 1] = 0.5 * parts[0, 0] + 0.1 * parts[0, 1]
parts = parts.astype("<f4").astype("<f8")
window = torch.hann_window(64, dtype=torch.float64)
settings = {"n_fft": 64, "hop_length": 16, "window": window, "center": True}


def transform(x):
    return torch.stft(torch.from_numpy(x), **settings, pad_mode="constant", return_complex=True).numpy()


y = np.stack([transform(part) for part in parts])  # [source, channel, bin, frame]
y = np.ascontiguousarray(y.transpose(3, 2, 1, 0))
mixed = transform(parts.sum(axis=0).astype("<f4").astype("<f8")).transpose(2, 1, 0)
separated = norbert.expectation_maximization(y.copy(), mixed.copy(), iterations=1)[0]
wiener = [
    torch.istft(torch.from_numpy(np.ascontiguousarray(separated[..., j].transpose(2, 1, 0))), **settings, length=length)
    for j in range(2)
]
filtered = [[[float(f"{value:.7g}") for value in channel] for channel in part.tolist()] for part in wiener]

golden = {
    "made_with": {**metrics.versions(), "numpy": np.__version__, "norbert": "0.2.1"},
    "ratios": ratios,
    "stoi": speech,
    "spectral": spectral,
    "wilcoxon": tests,
    "bootstrap": {"values": sample, "intervals": intervals},
    "normal": {"cumulative": normal, "quantile": quantiles},
    "wiener": filtered,
}
(root / "test" / "golden" / "metrics.json").write_text(json.dumps(golden) + "\n")
