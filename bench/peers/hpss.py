"""librosa as the peer of the hpss figures. Prints JSON.

  hpss.py masks FOLDER   reads FOLDER/cases.json and the [bin, frame] matrices it names, writes both masks of each case beside them
  hpss.py time SONG CHANNELS RATE RUNS   seconds of librosa.effects.hpss on a song (float32, channel after channel), RUNS times
"""

import json
import os
import pathlib
import sys
import time

threads = os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", threads)

import librosa  # noqa: E402  (after the number of threads is set)
import numpy as np  # noqa: E402


def masks(folder):
    folder = pathlib.Path(folder)
    for case in json.loads((folder / "cases.json").read_text()):
        magnitudes = np.fromfile(folder / f"{case['name']}.f32", "<f4").reshape(case["frameCount"], case["binCount"])
        parts = librosa.decompose.hpss(
            magnitudes.T,
            kernel_size=tuple(case["kernel"]),
            power=case["power"],
            margin=tuple(case["margin"]),
            mask=True,
        )
        for name, mask in zip(("harmonic", "percussive"), parts):
            np.ascontiguousarray(mask.T, dtype="<f4").tofile(folder / f"{case['name']}.{name}.f32")
    return {"librosa": librosa.__version__}


def measure(path, channels, rate, runs):
    song = np.fromfile(path, "<f4").reshape(int(channels), -1)
    librosa.effects.hpss(song[:, : 2 * int(rate)])  # warm-up: imports and FFT plans
    seconds = []
    for _ in range(int(runs)):
        start = time.perf_counter()
        librosa.effects.hpss(song)
        seconds.append(time.perf_counter() - start)
    return {"librosa": librosa.__version__, "seconds": seconds}


command, *arguments = sys.argv[1:]
print(json.dumps({"masks": masks, "time": measure}[command](*arguments)))
