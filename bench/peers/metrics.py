"""The published metrics as peers: answers a line of JSON with a line of JSON, until its input ends.

  {"do": "versions"}
  {"do": "ratios", "references", "estimates", "sources", "channels"}   files of [source, channel, sample] float64; per published
      implementation and score the values [source]
  {"do": "stoi", "reference", "estimate", "rate"}                      float64 files, one channel
  {"do": "spectral", "reference", "estimate"}                          float64 files, one channel: the formulas in torch, float64
  {"do": "wilcoxon", "a", "b"}                                         lists
  {"do": "bootstrap", "values", "statistic", "method"}                 a list
  {"do": "assign", "costs"}                                            a matrix
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import fast_bss_eval  # noqa: E402
import mir_eval  # noqa: E402
import numpy as np  # noqa: E402
import pystoi  # noqa: E402
import scipy  # noqa: E402
import scipy.optimize  # noqa: E402
import scipy.stats  # noqa: E402
import torch  # noqa: E402
import torchmetrics  # noqa: E402
import torchmetrics.functional.audio as audio  # noqa: E402


def read(path):
    return np.fromfile(path, "<f8")


def versions():
    modules = {"torchmetrics": torchmetrics, "mir_eval": mir_eval, "scipy": scipy, "torch": torch}
    return {name: module.__version__ for name, module in modules.items()} | {"pystoi": "0.4.1", "fast_bss_eval": "0.1.4"}


def plain(values):
    return [None if not np.isfinite(value) else float(value) for value in np.asarray(values).ravel()]


def ratios(references, estimates, sources, channels):
    s = read(references).reshape(sources, channels, -1)
    e = read(estimates).reshape(sources, channels, -1)
    target, guess = torch.from_numpy(s), torch.from_numpy(e)
    scores = {}
    for zero_mean in (False, True):
        name = " zero-mean" if zero_mean else ""
        score = audio.scale_invariant_signal_distortion_ratio(guess, target, zero_mean=zero_mean)
        scores[f"torchmetrics SI-SDR{name}"] = plain(score.mean(dim=-1))
        # [channel, source, sample] without permutation: the diagonal of the pairwise result.
        swapped = [np.ascontiguousarray(x.transpose(1, 0, 2)) for x in (s, e)]
        pairs = fast_bss_eval.numpy.square_cosine_metrics(*swapped, filter_length=1, zero_mean=zero_mean)
        coherent, explained = (np.diagonal(x, axis1=-2, axis2=-1) for x in pairs)
        for label, c in (("SI-SDR", coherent), ("SI-SIR", coherent / explained), ("SI-SAR", explained)):
            scores[f"fast_bss_eval {label}{name}"] = plain((10 * np.log10(c / (1 - c))).mean(axis=0))
    scores["torchmetrics SNR"] = plain(audio.signal_noise_ratio(guess.flatten(1), target.flatten(1)))
    one_tap = [mir_eval_one_tap(s[:, c], e[:, c]) for c in range(channels)]
    for i, label in enumerate(("SDR", "SIR", "SAR")):
        scores[f"mir_eval one-tap {label}"] = plain(np.mean([channel[i] for channel in one_tap], axis=0))
    # The challenges' own formula (evaluation code of MDX 2021).
    delta = 1e-7
    top = np.sum(s**2, axis=(1, 2)) + delta
    bottom = np.sum((s - e) ** 2, axis=(1, 2)) + delta
    scores["MDX 2021 SDR"] = plain(10 * np.log10(top / bottom))
    return scores


def mir_eval_one_tap(s, e):
    parts = [mir_eval.separation._bss_decomp_mtifilt(s, e[j], j, 1) for j in range(len(s))]
    return np.array([mir_eval.separation._bss_source_crit(*part) for part in parts]).T


def stoi(reference, estimate, rate):
    s, e = read(reference), read(estimate)
    np.random.seed(0)
    return {"stoi": float(pystoi.stoi(s, e, rate)), "estoi": float(pystoi.stoi(s, e, rate, extended=True))}


def magnitude(signal, size, hop, length):
    window = torch.hann_window(length, dtype=torch.float64)
    return torch.stft(torch.from_numpy(signal), size, hop, length, window, return_complex=True).abs()


def spectral(reference, estimate):
    s, e = read(reference), read(estimate)
    convergence, logs = [], []
    for size, hop, length in ((1024, 120, 600), (2048, 240, 1200), (512, 50, 240)):
        a, b = (torch.sqrt(torch.clamp(magnitude(x, size, hop, length) ** 2, min=1e-8)) for x in (s, e))
        convergence.append(float(torch.norm(a - b) / torch.norm(a)))
        logs.append(float((torch.log(a) - torch.log(b)).abs().mean()))
    a, b = (10 * torch.log10(torch.clamp(magnitude(x, 2048, 512, 2048) ** 2, min=1e-8)) for x in (s, e))
    distance = float(torch.sqrt(((a - b) ** 2).mean(dim=0)).mean())
    return {"convergence": float(np.mean(convergence)), "logs": float(np.mean(logs)), "distance": distance}


def wilcoxon(a, b):
    answer = {}
    for alternative in ("two-sided", "less", "greater"):
        result = scipy.stats.wilcoxon(a, b, alternative=alternative)
        answer[alternative] = {"statistic": float(result.statistic), "p": float(result.pvalue)}
    return answer


def bootstrap(values, statistic, method):
    function = {"mean": np.mean, "median": np.median}[statistic]
    result = scipy.stats.bootstrap((values,), function, method=method, n_resamples=99999, rng=1, batch=1000)
    return {"low": float(result.confidence_interval.low), "high": float(result.confidence_interval.high)}


def assign(costs):
    rows, columns = scipy.optimize.linear_sum_assignment(np.array(costs))
    return {"columns": columns.tolist(), "sum": float(np.array(costs)[rows, columns].sum())}


if __name__ == "__main__":
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(globals()[question.pop("do")](**question)), flush=True)
