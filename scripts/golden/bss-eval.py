"""Golden vectors of BSS Eval, from museval and mir_eval: run with bench/peers/.venv/bin/python scripts/golden/bss-eval.py.

Writes test/golden/bss-eval.f32 (signals, float32 little-endian, [side, source, channel, sample]) and test/golden/bss-eval.json: for each case how
the signals are changed, the function, its options and what it gave. NaN is null; infinities are strings.
"""

import importlib.metadata
import json
import pathlib
import warnings

import mir_eval.separation
import museval.metrics
import numpy as np
import scipy.signal

warnings.simplefilter("ignore")
golden = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden"
random = np.random.default_rng(512)

sources, channels, length = 3, 2, 2600
references = random.standard_normal((sources, channels, length)) * 0.2
references = scipy.signal.lfilter([1], [1, -0.7], references)
estimates = 0.9 * references + 0.15 * np.roll(references, 1, axis=0)
estimates += 0.2 * np.roll(estimates, 60, axis=2) + 0.01 * random.standard_normal(references.shape)
signals = np.stack([references, estimates]).astype("<f4")
signals.tofile(golden / "bss-eval.f32")

everything = {"sources": 3, "channels": 2, "start": 0, "end": length, "silence": [], "order": None}
cases = [
    {"name": "frames", "function": "museval", "window": 800, "hop": 800},
    {"name": "overlapping frames", "function": "museval", "window": 1000, "hop": 600, "sources": 2},
    {"name": "silent frames", "function": "museval", "window": 500, "hop": 500, "silence": [[0, 1, 0, 600], [1, 0, 1400, 2100]]},
    {"name": "shorter than a window", "function": "museval", "window": 44100, "hop": 44100, "end": 1200},
    {"name": "shorter than the filters", "function": "museval", "window": 44100, "hop": 44100, "channels": 1, "sources": 2, "end": 200},
    {"name": "one source", "function": "museval", "window": 800, "hop": 800, "sources": 1},
    {"name": "another order", "function": "museval", "window": 800, "hop": 800, "order": [2, 0, 1], "permute": True},
    {"name": "v3", "function": "museval-v3", "window": 1300, "hop": 1300, "sources": 2},
    {"name": "v3 in another order", "function": "museval-v3", "window": 1300, "hop": 1300, "channels": 1, "order": [1, 2, 0], "permute": True},
    {"name": "sources", "function": "sources", "channels": 1, "order": [1, 2, 0], "permute": True},
    {"name": "sources by frames", "function": "sources_framewise", "channels": 1, "sources": 2, "window": 1000, "hop": 500, "silence": [[0, 1, 400, 1600]]},
    {"name": "images", "function": "images", "order": [1, 0, 2], "permute": True},
    {"name": "images by frames", "function": "images_framewise", "sources": 2, "window": 1300, "hop": 1200},
]


def plain(values):
    return [None if np.isnan(v) else v if np.isfinite(v) else str(v) for v in np.asarray(values, float).tolist()]


results = []
for case in cases:
    case = {**everything, "permute": False, **case}
    two = signals[:, : case["sources"], : case["channels"], case["start"] : case["end"]].astype(float)
    for side, source, start, end in case["silence"]:
        two[side, source, :, start:end] = 0
    if case["order"]:
        two[1] = two[1][case["order"]]
    true, guess = two.transpose(0, 1, 3, 2)
    frames = {key: case[key] for key in ("window", "hop") if key in case}
    permute = case["permute"]
    if case["function"].startswith("museval"):
        framewise = case["function"] == "museval-v3"
        *scores, order = museval.metrics.bss_eval(true, guess, compute_permutation=permute, framewise_filters=framewise, **frames)
        names = ["sdr", "isr", "sir", "sar"]
    elif case["function"].startswith("sources"):
        function = getattr(mir_eval.separation, f"bss_eval_{case['function']}")
        *scores, order = function(true[..., 0], guess[..., 0], compute_permutation=permute, **frames)
        names = ["sdr", "sir", "sar"]
    else:
        function = getattr(mir_eval.separation, f"bss_eval_{case['function']}")
        *scores, order = function(true, guess, compute_permutation=permute, **frames)
        names = ["sdr", "isr", "sir", "sar"]
    case["scores"] = {
        name: [plain(row) for row in np.reshape(part, (case["sources"], -1))] for name, part in zip(names, scores)
    }
    case["orders"] = [plain(row) for row in np.reshape(np.asarray(order, float), (case["sources"], -1)).T]
    results.append(case)

versions = {name: importlib.metadata.version(name) for name in ("museval", "mir_eval", "numpy", "scipy")}
header = {"made_with": versions, "sources": sources, "channels": channels, "length": length, "cases": results}
(golden / "bss-eval.json").write_text(json.dumps(header, indent=1) + "\n")
