"""museval and mir_eval as the peers of the BSS Eval figures. Prints JSON.

  bss_eval.py scores FOLDER   reads FOLDER/cases.json and the signals it names (float64, [side, source, channel, sample]), writes the scores of
                              each case beside them (float64, [score, source, frame]); sizes and permutations are printed
  bss_eval.py time FOLDER     seconds of the one case in FOLDER/cases.json, whose signals are float32
"""

import importlib.metadata
import json
import os
import pathlib
import sys
import time
import warnings

threads = os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", threads)
warnings.simplefilter("ignore")

import mir_eval  # noqa: E402  (after the number of threads is set)
import museval.metrics  # noqa: E402
import numpy as np  # noqa: E402


def load(folder, case, kind):
    shape = (2, case["sourceCount"], case["channelCount"], case["length"])
    signals = np.fromfile(folder / f"{case['name']}.signals", kind).reshape(shape)
    # [side, source, sample, channel]
    return np.ascontiguousarray(signals.transpose(0, 1, 3, 2))


def evaluate(case, references, estimates):
    """SDR, ISR (None where there is none), SIR, SAR as [source, frame] and the permutations."""
    peer, permute = case["peer"], case["permute"]
    frames = {"window": case["window"], "hop": case["hop"]} if "window" in case else {}
    if peer.startswith("museval"):
        *scores, order = museval.metrics.bss_eval(
            references, estimates, compute_permutation=permute, framewise_filters=peer == "museval-v3", **frames
        )
        return scores, order
    function = getattr(mir_eval.separation, f"bss_eval_{peer}")
    if peer.startswith("sources"):
        sdr, sir, sar, order = function(references[..., 0], estimates[..., 0], compute_permutation=permute, **frames)
        return [sdr, None, sir, sar], order
    *scores, order = function(references, estimates, compute_permutation=permute, **frames)
    return scores, order


def scores(folder):
    folder = pathlib.Path(folder)
    results = {}
    for case in json.loads((folder / "cases.json").read_text()):
        references, estimates = load(folder, case, "<f8")
        parts, order = evaluate(case, references, estimates)
        shape = np.asarray(parts[0]).reshape(case["sourceCount"], -1).shape
        table = np.stack([np.full(shape, np.nan) if part is None else np.reshape(part, shape) for part in parts])
        table.astype("<f8").tofile(folder / f"{case['name']}.scores")
        order = np.asarray(order, float).reshape(case["sourceCount"], -1)
        results[case["name"]] = {
            "frames": shape[1],
            # [frame, source]; null where mir_eval has none
            "orders": [None if np.isnan(column).any() else column.astype(int).tolist() for column in order.T],
        }
    return {"versions": versions(), "cases": results}


def measure(folder):
    folder = pathlib.Path(folder)
    (case,) = json.loads((folder / "cases.json").read_text())
    references, estimates = load(folder, case, "<f4").astype(np.float64)
    start = time.perf_counter()
    parts, _ = evaluate(case, references, estimates)
    return {"versions": versions(), "seconds": time.perf_counter() - start, "first": float(np.ravel(parts[0])[0])}


def versions():
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("museval", "mir_eval"))


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    print(json.dumps({"scores": scores, "time": measure}[command](*arguments)))
