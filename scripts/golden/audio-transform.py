"""Golden vectors of AudioTransform: torch.stft, torchaudio's mel scale (librosa's HTK bands without norm are the same) and decibels.

Run from the repository root: bench/peers/.venv/bin/python scripts/golden/audio-transform.py
Writes test/golden/audio-transform.json. Made with torch 2.13.0, librosa 0.11.0.
"""

import json
import pathlib

import librosa
import numpy as np
import torch

golden = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden"
random = np.random.default_rng(17)
rate, fft, hop = 44100, 512, 128


def numbers(x):
    return [float(f"{v:.8g}") for v in np.asarray(x, dtype=np.float64).reshape(-1)]


t = np.arange(900) / rate
audio = np.stack([np.sin(2 * np.pi * 700 * t), 0.2 * np.sin(2 * np.pi * 5000 * t)]) + 0.01 * random.standard_normal((2, 900))
audio = audio.astype(np.float32)
padded = np.pad(audio, ((0, 0), (0, -audio.shape[1] % hop)))
bins = torch.stft(torch.from_numpy(padded).double(), fft, hop, fft, torch.hann_window(fft, dtype=torch.float64),
                  center=True, pad_mode="reflect", return_complex=True)
magnitude = bins.abs().numpy()
bank = librosa.filters.mel(sr=rate, n_fft=fft, n_mels=64, fmin=1, fmax=16384, htk=True, norm=None, dtype=np.float64)
mel = np.einsum("mf,cft->cmt", bank, magnitude)
decibel = librosa.amplitude_to_db(mel, ref=np.max, amin=1e-5, top_db=80)
frames = [{"seconds": s, "sampleRate": r, "hop": h, "frames": -(-int(s * r) // h) + 1}
          for s, r, h in [(3, 44100, 512), (2, 44100, 512), (3, 44100, 1024), (1, 44100, 441), (1, 16000, 160)]]

document = {
    "versions": {"torch": torch.__version__, "librosa": librosa.__version__},
    "options": {"fftSize": fft, "hopSize": hop, "sampleRate": rate},
    "audio": [numbers(channel) for channel in audio],
    "frameCount": magnitude.shape[2],
    # [channel][frame, …], frame-major.
    "magnitude": [numbers(m.T) for m in magnitude],
    "mel": [numbers(m.T) for m in mel],
    "decibel": [numbers(m.T) for m in decibel],
    "frames": frames,
}
(golden / "audio-transform.json").write_text(json.dumps(document) + "\n")
