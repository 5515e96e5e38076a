"""Golden vectors for non-negative matrix factorization: scikit-learn's multiplicative updates in double precision, its NNDSVD starts, and the
activations of a fixed dictionary.

    python scripts/golden/nmf.py test/golden
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import non_negative_factorization
from sklearn.decomposition._nmf import _initialize_nmf

warnings.filterwarnings("ignore")

FRAMES, BINS, RANK, ITERATIONS = 29, 19, 4, 50


def rounded(values):
    return [float(f"{value:.8g}") for value in np.asarray(values).ravel()]


def main():
    rng = np.random.default_rng(6)
    draw = lambda *shape: rng.uniform(0.05, 1, shape).astype(np.float32)
    data = ((draw(FRAMES, RANK) ** 3 @ draw(RANK, BINS) ** 3) * draw(FRAMES, BINS)).astype(np.float32)
    activations, templates = draw(FRAMES, RANK), draw(RANK, BINS)
    cases = []
    for beta in (2, 1, 0, 0.5, 3):
        for fixed in (False, True):
            w, h, _ = non_negative_factorization(
                data.astype(float),
                activations.astype(float),
                templates.astype(float),
                n_components=RANK,
                init="custom" if not fixed else None,
                update_H=not fixed,
                solver="mu",
                beta_loss=beta,
                max_iter=ITERATIONS,
                tol=0,
            )
            if fixed:
                # With a fixed dictionary scikit-learn starts from one level everywhere.
                start = float(np.sqrt(data.mean(dtype=float) / RANK))
            else:
                start = None
            cases.append(
                {
                    "beta": beta,
                    "fixedTemplates": fixed,
                    "start": start,
                    "activations": rounded(w.T),
                    "templates": rounded(h),
                }
            )
    starts = {}
    for init in ("nndsvd", "nndsvda"):
        w, h = _initialize_nmf(data.astype(float), RANK, init=init, random_state=0)
        starts[init] = {"activations": rounded(w.T), "templates": rounded(h)}
    golden = {
        "made": f"scripts/golden/nmf.py with scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "frameCount": FRAMES,
        "binCount": BINS,
        "rank": RANK,
        "iterations": ITERATIONS,
        "data": rounded(data),
        "activations": rounded(activations.T),
        "templates": rounded(templates),
        "cases": cases,
        "starts": starts,
    }
    (Path(sys.argv[1]) / "nmf.json").write_text(json.dumps(golden) + "\n")


main()
