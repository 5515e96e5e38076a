"""Golden vectors of harmonic-percussive separation, from librosa: run with bench/peers/.venv/bin/python scripts/golden/hpss.py.

Writes test/golden/hpss.json (what each vector is) and test/golden/hpss.f32 (the vectors, float32 little-endian, one after the other;
matrices are [frame, bin] frame-major).
"""

import json
import pathlib

import librosa
import numpy as np
import scipy

golden = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden"
random = np.random.default_rng(20140)
vectors, size = [], 0


def store(values):
    """Appends a vector; returns where it stands, in values."""
    global size
    flat = np.ascontiguousarray(values, dtype="<f4").ravel()
    vectors.append(flat)
    place = {"offset": size, "length": int(flat.size)}
    size += flat.size
    return place


frames, bins = 37, 29
magnitudes = random.gamma(0.5, 1.0, (bins, frames)).astype(np.float32)
magnitudes[5, :] += 4  # a tone
magnitudes[:, 12] += 4  # a stroke
magnitudes[18:, 25:] = 0  # silence wide enough for both medians to be 0
cases = [
    {"kernel": [31, 31], "power": 2, "margin": [1, 1]},
    {"kernel": [5, 9], "power": 1, "margin": [1, 1]},
    {"kernel": [9, 5], "power": 2, "margin": [3, 3]},
    {"kernel": [7, 7], "power": 3.5, "margin": [1, 5]},
    {"kernel": [4, 6], "power": 2, "margin": [1, 1]},
]
masks = []
for case in cases:
    harmonic, percussive = librosa.decompose.hpss(
        magnitudes, kernel_size=tuple(case["kernel"]), power=case["power"], margin=tuple(case["margin"]), mask=True
    )
    masks.append({**case, "harmonic": store(harmonic.T), "percussive": store(percussive.T)})

rate, length = 22050, 6001
time = np.arange(length) / rate
signal = 0.4 * np.sin(2 * np.pi * 440 * time) + 0.05 * random.standard_normal(length)
signal[3000:3020] += 0.5
signal = signal.astype(np.float32)
effects = []
for margin in (1.0, 2.0):
    harmonic, percussive = librosa.effects.hpss(signal, margin=margin)
    effects.append({"margin": margin, "harmonic": store(harmonic), "percussive": store(percussive)})

header = {
    "made_with": {"librosa": librosa.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
    "matrix": {"frameCount": frames, "binCount": bins, "magnitudes": store(magnitudes.T)},
    "masks": masks,
    "signal": {"sampleRate": rate, "samples": store(signal)},
    "effects": effects,
}
(golden / "hpss.json").write_text(json.dumps(header, indent=1) + "\n")
np.concatenate(vectors).tofile(golden / "hpss.f32")
