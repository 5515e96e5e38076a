"""Golden vectors for src/dsp: windows, COLA/NOLA, decibels, mel bands and masks, from the reference implementations.

Run from the repository root: bench/peers/.venv/bin/python scripts/golden/dsp.py
Writes test/golden/dsp-windows.json, dsp-decibel.json, dsp-mel.json and dsp-masks.json.
"""

import json
from pathlib import Path

import librosa
import numpy as np
import scipy
import scipy.signal as signal
import scipy.special
import torch

OUT = Path(__file__).resolve().parents[2] / "test" / "golden"
VERSIONS = {
    "librosa": librosa.__version__,
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "torch": torch.__version__.split("+")[0],
}
rng = np.random.default_rng(20)

# Our names and scipy's.
WINDOWS = {
    "hann": "hann",
    "hamming": "hamming",
    "blackman": "blackman",
    "triangular": "triang",
    "bartlett": "bartlett",
    "rectangular": "boxcar",
}


def write(name, data):
    path = OUT / f"dsp-{name}.json"
    path.write_text(json.dumps({"versions": VERSIONS, **data}) + "\n")
    print(path.name, path.stat().st_size)


def numbers(array):
    """Doubles as they are, float32 with the nine digits that tell them apart."""
    array = np.asarray(array)
    if array.dtype == np.float32:
        return [0 if x == 0 else float(f"{x:.9g}") for x in array.ravel()]
    return [0 if x == 0 else float(x) for x in array.ravel()]


def window(name, length, periodic=True):
    if name == "sqrt_hann":
        return np.sqrt(signal.get_window("hann", length, fftbins=periodic))
    return signal.get_window(WINDOWS[name], length, fftbins=periodic)


def windows():
    tables = []
    for name in [*WINDOWS, "sqrt_hann"]:
        for length in (1, 2, 3, 8, 15, 64):
            for periodic in (True, False):
                tables.append(
                    {"name": name, "length": length, "symmetric": not periodic, "values": numbers(window(name, length, periodic))}
                )
    torch_windows = [
        {"name": "hann", "values": numbers(torch.hann_window(64, dtype=torch.float64).numpy())},
        {"name": "hamming", "values": numbers(torch.hamming_window(64, dtype=torch.float64).numpy())},
        {"name": "blackman", "values": numbers(torch.blackman_window(64, dtype=torch.float64).numpy())},
        {"name": "bartlett", "values": numbers(torch.bartlett_window(64, dtype=torch.float64).numpy())},
    ]
    overlaps = []
    for name in [*WINDOWS, "sqrt_hann"]:
        for length in (2048, 1500):
            for hop in (length, length // 2, length // 4, length // 8, length // 3, 1):
                w = window(name, length)
                overlaps.append(
                    {
                        "name": name,
                        "length": length,
                        "hop": hop,
                        "cola": bool(signal.check_COLA(w, length, length - hop)),
                        "colaOfSquare": bool(signal.check_COLA(w**2, length, length - hop)),
                        "nola": bool(signal.check_NOLA(w, length, length - hop)),
                    }
                )
    positions = np.array([0, 0.5, 1, 5, 12.25, 15.57126, 20, 60])
    kaiser = {
        "x": numbers(positions),
        "i0": numbers(scipy.special.i0(positions)),
        "beta150": float(signal.kaiser_beta(150)),
        "window": numbers(signal.get_window(("kaiser", 12.5), 33, fftbins=False)),
    }
    write("windows", {"windows": tables, "torch": torch_windows, "overlaps": overlaps, "kaiser": kaiser})


def decibel():
    values = (10.0 ** rng.uniform(-8, 2, 60)).astype(np.float32)
    values[:3] = 0
    cases = []
    for options in ({}, {"ref": 0.25}, {"ref": np.max}, {"amin": 1e-4}, {"top_db": None}, {"top_db": 30.0}):
        mine = {
            {"top_db": "topDb"}.get(key, key): "max" if value is np.max else ("none" if value is None else value)
            for key, value in options.items()
        }
        cases.append(
            {
                "options": mine,
                "powerToDb": numbers(librosa.power_to_db(values, **options)),
                "amplitudeToDb": numbers(librosa.amplitude_to_db(values, **options)),
            }
        )
    db = rng.uniform(-80, 20, 20).astype(np.float32)
    write(
        "decibel",
        {
            "values": numbers(values),
            "cases": cases,
            "db": numbers(db),
            "dbToPower": numbers(librosa.db_to_power(db, ref=0.5)),
            "dbToAmplitude": numbers(librosa.db_to_amplitude(db, ref=0.5)),
        },
    )


def mel():
    hz = np.array([0, 50, 200 / 3, 440, 999, 1000, 1001, 4000, 11025, 22050], dtype=float)
    scales = {
        "hz": numbers(hz),
        "slaney": numbers(librosa.hz_to_mel(hz)),
        "htk": numbers(librosa.hz_to_mel(hz, htk=True)),
        "slaneyFrequencies": numbers(librosa.mel_frequencies(10, fmin=30, fmax=9000)),
        "htkFrequencies": numbers(librosa.mel_frequencies(10, fmin=30, fmax=9000, htk=True)),
    }
    banks = []
    for sr, n_fft, n_mels, fmin, fmax in ((22050, 256, 12, 0.0, None), (16000, 300, 10, 80.0, 7600.0), (8000, 255, 9, 0.0, None)):
        for htk in (False, True):
            for norm in ("slaney", None):
                bank = librosa.filters.mel(sr=sr, n_fft=n_fft, n_mels=n_mels, fmin=fmin, fmax=fmax, htk=htk, norm=norm)
                banks.append(
                    {
                        "options": {
                            "sampleRate": sr,
                            "fftSize": n_fft,
                            "melCount": n_mels,
                            "minHz": fmin,
                            "maxHz": sr / 2 if fmax is None else fmax,
                            "scale": "htk" if htk else "slaney",
                            "norm": norm or "none",
                        },
                        "weights": numbers(bank),
                    }
                )
    default = librosa.filters.mel(sr=44100, n_fft=2048)
    # A decaying three-partial tone and its librosa mel spectrogram with centred, reflected frames.
    n = np.arange(2000)
    tone = sum(np.sin(2 * np.pi * f * n / 8000) for f in (440, 1210, 3000)) * np.exp(-n / 800)
    tone = tone.astype(np.float32)
    spectrum = librosa.feature.melspectrogram(
        y=tone, sr=8000, n_fft=256, hop_length=64, n_mels=12, pad_mode="reflect"
    )
    write(
        "mel",
        {
            "scales": scales,
            "banks": banks,
            "defaultSums": numbers(default.sum(axis=1)),
            "tone": {"samples": numbers(tone), "mel": numbers(spectrum.T), "frames": spectrum.shape[1]},
        },
    )


def masks():
    target = (10.0 ** rng.uniform(-6, 6, 60)).astype(np.float32)
    rest = (10.0 ** rng.uniform(-6, 6, 60)).astype(np.float32)
    target[:4], rest[:4] = 0, 0
    target[4:6], rest[6:8] = 0, 0
    rest[8:12] = target[8:12]
    target[12], rest[12] = 1e-39, 1e-40
    target[13], rest[13] = 3e38, 1e38
    cases = []
    for power in (0.5, 1.0, 2.0, 3.7, np.inf):
        for split in (False, True):
            mask = librosa.util.softmask(target, rest, power=power, split_zeros=split)
            cases.append({"power": "inf" if power == np.inf else power, "splitZeros": split, "mask": numbers(mask.astype(np.float32))})
    write("masks", {"target": numbers(target), "rest": numbers(rest), "cases": cases})


windows()
decibel()
mel()
masks()
