"""Golden values and gradients of the losses, from bench/peers/losses.py in double precision.

Run from the repository root: bench/peers/.venv/bin/python scripts/golden/losses.py
Writes test/golden/losses.json. Made with torch 2.13.0.
"""

import json
import pathlib
import sys

import numpy as np
import torch

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "bench" / "peers"))
import losses  # noqa: E402

random = np.random.default_rng(41)


def pack(x):
    return {"shape": list(x.shape), "data": [float(f"{v:.8g}") for v in np.asarray(x, dtype=np.float32).reshape(-1)]}


def inputs(targets=2, channels=2, samples=32, bins=5, frames=3, batch=2):
    spectra, waves = (batch, targets, channels, bins, frames), (batch, targets, channels, samples)
    target, rest = random.gamma(1.5, 1.0, spectra), random.gamma(1.5, 1.0, spectra)
    wave = random.standard_normal(waves)
    return {
        "estimateMagnitude": pack(target * random.uniform(0.5, 1.6, spectra)),
        "targetMagnitude": pack(target),
        "mixtureMagnitude": pack(np.abs(target + rest * np.where(random.uniform(size=spectra) < 0.2, -1, 1))),
        "mask": pack(random.uniform(0.05, 0.95, spectra)),
        "estimateWaveform": pack(0.7 * wave + 0.4 * random.standard_normal(waves) + 0.1),
        "targetWaveform": pack(wave),
        "mean": pack(random.standard_normal((batch, 3, 4))),
        "deviation": pack(random.uniform(0.2, 2, (batch, 3, 4))),
    }


def click():
    """A click and faint noise. The slope of ln|S| is 1/|S|: where bins come near 0, as those of tones and noise do, any float32
    gradient is off by 1e-4 (torch's own by as much as ours), and a comparison would say nothing of the formula."""
    return (np.exp(-np.arange(1100) / 8) + 1e-3 * random.standard_normal(1100)).reshape(1, 1, 1, -1)


def case(name, loss, pit=False, **options):
    given = inputs(targets=3, channels=1) if pit else inputs()
    if pit:
        wave = np.reshape(given["targetWaveform"]["data"], given["targetWaveform"]["shape"])
        given["estimateWaveform"] = pack(np.stack([wave[0, [2, 0, 1]], wave[1, [1, 0, 2]]]) + 0.5 * random.standard_normal(wave.shape))
    if loss == "multi_stft_loss":
        given = {"estimateWaveform": pack(click()), "targetWaveform": pack(0.1 * random.standard_normal((1, 1, 1, 1100)))}
    names = [k for k in given if uses(loss, k, options)]
    entry = {"name": name, "loss": loss, "options": options, "pit": pit, "inputs": {k: given[k] for k in names}}
    result = losses.evaluate(entry)
    return {**entry, "value": result["loss"],
            "gradients": {k: [float(f"{v:.7g}") for v in g] for k, g in result["gradients"].items()}}


def uses(loss, name, options):
    """Only what the loss looks at is kept, with the waveforms that permutations are counted by."""
    if isinstance(loss, dict):
        return name in ("estimateMagnitude", "targetMagnitude", "estimateWaveform", "targetWaveform")
    if "sdr" in loss or "snr" in loss or "stft" in loss or options.get("domain") == "waveform":
        return "Waveform" in name
    if loss == "kl_div_loss":
        return name in ("mean", "deviation", "estimateMagnitude", "targetMagnitude")
    if loss in ("mask", "component_loss"):
        return name in ("mask", "targetMagnitude", "mixtureMagnitude")
    return name in ("estimateMagnitude", "targetMagnitude")


CASES = [
    case("two components", "component_loss", alpha_constant=0.3),
    case("three components", "component_loss", alpha_constant=0.2, beta_constant=0.3),
    case("weights above one", "component_loss", alpha_constant=0.9, beta_constant=0.6),
    case("divergence and l1", "kl_div_loss"),
    case("divergence and l2", "kl_div_loss", reconstruction="l2", kl_weight=0.25),
    case("l1", "l1"),
    case("l1 of waveforms", "l1", domain="waveform"),
    case("l2", "l2"),
    case("rmse", "rmse"),
    case("amplitude mask", "mask"),
    case("clipped mask, squared", "mask", ideal="clipped", distance="l2"),
    case("binary mask", "mask", ideal="binary", distance="l2"),
    case("SI-SDR", "si_sdr_loss"),
    case("SI-SDR per channel, means taken off, limited", "si_sdr_loss", per="channel", zero_mean=True, limit_db=12),
    case("SNR", "snr_loss"),
    case("SNR limited", "snr_loss", limit_db=8),
    case("multi-resolution STFT", "multi_stft_loss"),
    case("permuted SI-SDR", "si_sdr_loss", pit=True),
    case("permuted l1", "l1", pit=True, domain="waveform"),
    case("a sum", {"l1": 1, "si_sdr_loss": {"weight": 0.05, "zero_mean": True}}),
]

document = {"versions": {"torch": torch.__version__}, "cases": CASES}
(root / "test" / "golden" / "losses.json").write_text(json.dumps(document) + "\n")
