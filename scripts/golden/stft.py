"""Golden vectors of the STFT, its inverse and the median filter, from torch, librosa and scipy.

Run from the repository root: bench/peers/.venv/bin/python scripts/golden/stft.py
Writes test/golden/stft.json (the cases and versions) and test/golden/stft-*.f32 (float32, little-endian): the signal, and for each
case some frames of the spectrogram as [frame, bin, part]. Computed in float64 from the float32 signal, rounded once.
"""

import json
import pathlib

import librosa
import numpy as np
import scipy
import scipy.ndimage
import torch

golden = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden"
random = np.random.default_rng(1822)


def save(name, values):
    np.ascontiguousarray(values, dtype="<f4").tofile(golden / f"stft-{name}.f32")


def parts(spectrum):
    """[bin, frame] complex to [frame, bin, part]."""
    return np.stack([spectrum.real, spectrum.imag], axis=-1).transpose(1, 0, 2)


samples = 6000
signal = (0.3 * random.standard_normal(samples) + np.sin(0.05 * np.arange(samples))).astype(np.float32)
save("signal", signal)

WINDOWS = {"hann": torch.hann_window, "hamming": torch.hamming_window, "blackman": torch.blackman_window}


def torch_case(size, hop, window="hann", window_size=None, center=True, normalized=False):
    window_size = window_size or size
    spectrum = torch.stft(
        torch.from_numpy(signal.astype(np.float64)),
        size,
        hop,
        win_length=window_size,
        window=WINDOWS[window](window_size, dtype=torch.float64),
        center=center,
        pad_mode="reflect",
        normalized=normalized,
        return_complex=True,
    ).numpy()
    return "torch", spectrum, {"padMode": "reflect", "center": center, "normalized": normalized}


def librosa_case(size, hop, window="hann", window_size=None):
    spectrum = librosa.stft(
        signal.astype(np.float64), n_fft=size, hop_length=hop, win_length=window_size, window=window
    )
    return "librosa", spectrum, {"padMode": "zeros", "center": True, "normalized": False}


cases = []
for make, arguments in [
    (torch_case, dict(size=2048, hop=512)),
    (torch_case, dict(size=4096, hop=1024)),
    (torch_case, dict(size=1536, hop=384, window="hamming")),
    (torch_case, dict(size=6144, hop=1024)),
    (torch_case, dict(size=5120, hop=1280, window="blackman")),
    (torch_case, dict(size=882, hop=441)),
    (torch_case, dict(size=15, hop=4)),
    (torch_case, dict(size=1023, hop=256)),
    (torch_case, dict(size=1024, hop=256, window_size=601)),
    (torch_case, dict(size=512, hop=200, center=False)),
    (torch_case, dict(size=1024, hop=256, normalized=True)),
    (librosa_case, dict(size=2048, hop=512)),
    (librosa_case, dict(size=4096, hop=1024)),
    (librosa_case, dict(size=1536, hop=512)),
    (librosa_case, dict(size=6144, hop=1536)),
    (librosa_case, dict(size=5120, hop=1280)),
    (librosa_case, dict(size=882, hop=220)),
    (librosa_case, dict(size=15, hop=4)),
    (librosa_case, dict(size=1023, hop=256)),
    (librosa_case, dict(size=1024, hop=256, window_size=600)),
]:
    library, spectrum, settings = make(**arguments)
    frame_count = spectrum.shape[1]
    frames = sorted({0, frame_count // 2, frame_count - 1})
    name = f"{library}-{arguments['size']}-{arguments['hop']}" + "".join(
        f"-{key}" for key in arguments if key in ("window_size", "center", "normalized")
    )
    save(name, parts(spectrum)[frames])
    cases.append(
        {
            "name": name,
            "library": library,
            "frameCount": frame_count,
            "frames": frames,
            "largest": float(np.abs(spectrum).max()),
            "options": {
                "fftSize": arguments["size"],
                "hopSize": arguments["hop"],
                "window": arguments.get("window", "hann"),
                "windowSize": arguments.get("window_size") or arguments["size"],
                **settings,
            },
        }
    )

# The inverse of bins that no signal has: what a mask leaves behind.
inverse_length = 2000
bins = random.standard_normal((129, 32)) + 1j * random.standard_normal((129, 32))
save("inverse-bins", parts(bins))
save(
    "inverse-torch",
    torch.istft(
        torch.from_numpy(bins), 256, 64, window=torch.hann_window(256, dtype=torch.float64), length=inverse_length
    ).numpy(),
)
save("inverse-librosa", librosa.istft(bins, hop_length=64, length=inverse_length))

rows, columns = 41, 37
matrix = random.gamma(0.5, 1.0, (rows, columns)).astype(np.float32)
sizes = [3, 4, 6, 17, 31, 32, 50]
medians = [
    scipy.ndimage.median_filter(matrix, size=(size, 1) if axis == "rows" else (1, size), mode="reflect")
    for size in sizes
    for axis in ("rows", "columns")
]
save("median-matrix", matrix)
save("median-filtered", np.stack(medians))

(golden / "stft.json").write_text(
    json.dumps(
        {
            "script": "scripts/golden/stft.py",
            "versions": {
                "librosa": librosa.__version__,
                "numpy": np.__version__,
                "scipy": scipy.__version__,
                "torch": torch.__version__.split("+")[0],
            },
            "cases": cases,
            "inverse": {"fftSize": 256, "hopSize": 64, "frameCount": 32, "lengthSamples": inverse_length},
            "median": {"rows": rows, "columns": columns, "sizes": sizes},
        },
        indent=1,
    )
    + "\n"
)
