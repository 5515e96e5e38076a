"""Golden vectors of the methods that model what repeats, from the plain NumPy references in bench/peers/repetition.py: run with
bench/peers/.venv/bin/python scripts/golden/repetition.py.

Writes test/golden/repetition.json (what each vector is) and test/golden/repetition.f32 (the vectors, float32 little-endian, one after the
other; matrices are [frame, bin] frame-major).
"""

import json
import pathlib
import sys

import numpy as np

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "bench" / "peers"))
import repetition  # noqa: E402

random = np.random.default_rng(20130)
vectors, size = [], 0


def store(values):
    """Appends a vector; returns where it stands, in values."""
    global size
    flat = np.ascontiguousarray(values, dtype="<f4").ravel()
    vectors.append(flat)
    place = {"offset": size, "length": int(flat.size)}
    size += flat.size
    return place


def make(frames, bins, period):
    """A pattern that comes again, a line that glides through it, a silent stretch at the end; [bin, frame]."""
    pattern = random.gamma(0.6, 1.0, (bins, period))
    matrix = np.tile(pattern, (1, frames // period + 1))[:, :frames] * random.uniform(0.8, 1.2, (bins, frames))
    for frame in range(frames):
        matrix[(frame // 3 + 4) % bins, frame] += 3
    matrix[:, -3:] = 0
    return matrix.astype("<f4").astype(np.float64)


matrices = {"odd": make(61, 23, 9), "even": make(64, 20, 7)}
kernels = [
    {"kind": "cross", "frames": 3, "bins": 5},
    {"kind": "vertical", "bins": 9},
    {"kind": "horizontal", "frames": 11},
    {"kind": "periodic", "period": 7, "repetitions": 5},
]
cases = []
for name, matrix in matrices.items():
    bins, frames = matrix.shape
    shape = {"matrix": name, "frameCount": frames, "binCount": bins}
    options = [
        {"kind": "repet", "minFrames": 4, "maxFrames": 30},
        {"kind": "adaptive", "minFrames": 4, "maxFrames": 30, "windowFrames": 36, "stepFrames": 8, "order": 5},
        {"kind": "sim", "count": 7, "distanceFrames": 3, "threshold": 0},
        {"kind": "sim", "count": 100, "distanceFrames": 1, "threshold": 0.5},
        {"kind": "ft2d", "frames": 5, "bins": 1, "peaks": "local"},
        {"kind": "ft2d", "frames": 5, "bins": 3, "peaks": "local"},
        {"kind": "ft2d", "frames": 7, "bins": 1, "peaks": "global"},
        {"kind": "kam", "iterations": 3, "kernels": kernels},
    ]
    for case in options:
        results = repetition.run({**shape, **case}, matrix)
        cases.append({**shape, **case, "results": {key: store(values) for key, values in results.items()}})

header = {
    "made_with": repetition.versions(),
    "matrices": {name: store(matrix.T) for name, matrix in matrices.items()},
    "cases": cases,
}
golden = root / "test" / "golden"
(golden / "repetition.json").write_text(json.dumps(header, indent=1) + "\n")
np.concatenate(vectors).tofile(golden / "repetition.f32")
