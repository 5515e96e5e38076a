"""scikit-learn as the peer of the factorization figures. Prints JSON.

  nmf.py run FOLDER BETA ITERATIONS   factorizes FOLDER/data.f32 [frame, bin] by multiplicative updates from FOLDER/activations.f32
                                      [component, frame] and templates.f32 [component, bin]; writes those it came to beside them, as
                                      peer-activations.f32 and peer-templates.f32; gives the seconds after a warm-up

Frames, bins and rank stand in FOLDER/sizes.json. Threads: OMP_NUM_THREADS, default 2.
"""

import json
import os
import pathlib
import sys
import time
import warnings

threads = os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", threads)

import numpy as np  # noqa: E402  (after the number of threads is set)
import sklearn  # noqa: E402
from sklearn.decomposition import non_negative_factorization  # noqa: E402

warnings.filterwarnings("ignore")


def run(folder, beta, iterations):
    folder = pathlib.Path(folder)
    sizes = json.loads((folder / "sizes.json").read_text())
    frames, bins, rank = sizes["frameCount"], sizes["binCount"], sizes["rank"]
    read = lambda name, *shape: np.fromfile(folder / f"{name}.f32", "<f4").reshape(shape)
    data = read("data", frames, bins)
    activations, templates = read("activations", rank, frames), read("templates", rank, bins)

    def factorize(count):
        return non_negative_factorization(
            data,
            np.ascontiguousarray(activations.T),
            templates.copy(),
            n_components=rank,
            init="custom",
            solver="mu",
            beta_loss=float(beta),
            max_iter=count,
            tol=0,
        )

    factorize(3)
    start = time.perf_counter()
    w, h, _ = factorize(int(iterations))
    seconds = time.perf_counter() - start
    np.ascontiguousarray(w.T, "<f4").tofile(folder / "peer-activations.f32")
    np.ascontiguousarray(h, "<f4").tofile(folder / "peer-templates.f32")
    return {"sklearn": sklearn.__version__, "seconds": seconds, "dtype": str(w.dtype)}


command, *arguments = sys.argv[1:]
print(json.dumps({"run": run}[command](*arguments)))
