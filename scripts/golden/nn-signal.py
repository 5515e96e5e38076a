"""Golden vectors of the differentiable STFT and of Griffin-Lim: torch's gradients, librosa's convergence, in float64.

Run from the repository root: bench/peers/.venv/bin/python scripts/golden/nn-signal.py
Writes test/golden/nn-signal.json. Made with torch 2.13.0, librosa 0.11.0.
"""

import json
import pathlib

import librosa
import numpy as np
import torch

golden = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden"
random = np.random.default_rng(318)
torch.set_default_dtype(torch.float64)


def pack(x, digits=9):
    """9 digits keep a float32 exactly."""
    x = np.asarray(x, dtype=np.float64)
    return {"shape": list(x.shape), "data": [float(f"{v:.{digits}g}") for v in x.reshape(-1)]}


def float32(*shape):
    return random.standard_normal(shape).astype(np.float32).astype(np.float64)


def settings(fft, hop, window, normalized=False, center=True, pad="reflect"):
    return {
        "options": {"fftSize": fft, "hopSize": hop, "windowSize": window, "normalized": normalized, "center": center,
                    "padMode": "zeros" if pad == "constant" else pad},
        "torch": dict(n_fft=fft, hop_length=hop, win_length=window, window=torch.hann_window(window),
                      normalized=normalized, center=center),
        "pad": pad,
    }


CASES = {
    "one step": settings(16, 4, 16),
    "two steps": settings(1024, 256, 1024),
    "a short window, normalized, zeros": settings(24, 6, 20, normalized=True, pad="constant"),
    "hop not a divisor": settings(20, 7, 20),
    "not centred": settings(16, 4, 16, center=False),
}


def spectral_loss(name, case):
    """The gradient, with respect to the waveform, of the mean distance of magnitudes."""
    shape = (2, 45) if case["options"]["fftSize"] < 100 else (1, 1100)
    x = torch.from_numpy(float32(*shape)).requires_grad_(True)
    target = torch.from_numpy(float32(*shape))
    stft = lambda v: torch.stft(v, return_complex=True, pad_mode=case["pad"], **case["torch"])
    loss = (stft(x).abs() - stft(target).abs()).abs().mean()
    (gradient,) = torch.autograd.grad(loss, [x])
    return {"name": name, "options": case["options"], "loss": loss.item(),
            "x": pack(x.detach()), "target": pack(target), "gradient": pack(gradient, 7)}


def waveform_loss(name, case):
    """The gradient, with respect to the bins, of the mean distance of waveforms."""
    fft, hop = case["options"]["fftSize"], case["options"]["hopSize"]
    frames = 6 if fft < 100 else 3
    length = (frames - 1) * hop
    shape = (fft // 2 + 1, frames)
    re = torch.from_numpy(float32(*shape)).requires_grad_(True)
    im = torch.from_numpy(float32(*shape)).requires_grad_(True)
    target = torch.from_numpy(float32(length))
    y = torch.istft(torch.complex(re, im), length=length, **case["torch"])
    loss = (y - target).abs().mean()
    gradients = torch.autograd.grad(loss, [re, im])
    return {"name": name, "options": case["options"], "re": pack(re.detach()), "im": pack(im.detach()),
            "target": pack(target), "y": pack(y.detach(), 7), "gradientRe": pack(gradients[0], 7), "gradientIm": pack(gradients[1], 7)}


def griffin_lim(momentum):
    """How near librosa comes to the magnitudes of a signal, from phase 0."""
    fft, hop, length = 64, 16, 480
    t = np.arange(length)
    x = (np.sin(0.3 * t) + 0.5 * np.sin(0.9 * t + 1) * (t > 200) + 0.1 * float32(length)).astype(np.float32)
    magnitude = np.abs(librosa.stft(x.astype(np.float64), n_fft=fft, hop_length=hop, pad_mode="constant"))
    distances, signals = [], []
    for iterations in (0, 1, 8, 32):
        y = librosa.griffinlim(magnitude, n_iter=iterations, hop_length=hop, n_fft=fft, momentum=momentum,
                               init=None, length=length, pad_mode="constant", dtype=np.float64)
        again = np.abs(librosa.stft(y, n_fft=fft, hop_length=hop, pad_mode="constant"))
        distances.append(float(np.linalg.norm(again - magnitude) / np.linalg.norm(magnitude)))
        signals.append(y)
    return {"momentum": momentum, "x": pack(x), "iterations": [0, 1, 8, 32], "distances": distances,
            "afterOne": pack(signals[1]), "afterEight": pack(signals[2])}


result = {
    "spectralLoss": [spectral_loss(name, case) for name, case in CASES.items()],
    "waveformLoss": [waveform_loss(name, CASES[name]) for name in ("one step", "two steps", "hop not a divisor")],
    "griffinLim": [griffin_lim(0.0), griffin_lim(0.99)],
}
path = golden / "nn-signal.json"
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(path.stat().st_size)
for case in result["griffinLim"]:
    print(case["momentum"], case["distances"])
