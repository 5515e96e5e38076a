"""Golden vectors of robust PCA, from the plain NumPy reference in bench/peers/rpca.py: run with bench/peers/.venv/bin/python
scripts/golden/rpca.py. Writes test/golden/rpca.json; matrices are row-major, rounded to seven digits.
"""

import json
import pathlib
import sys

import numpy as np

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "bench" / "peers"))

from rpca import robust_pca  # noqa: E402  (found through the path above)

random = np.random.default_rng(2009)


def digits(matrix):
    return [float(f"{value:.7g}") for value in matrix.ravel()]


cases = []
for rows, columns, factor in ((36, 24, 1.0), (18, 30, 0.7)):
    # Like magnitudes: a few spectra with strengths that change, sparse peaks, a little of everything.
    matrix = random.gamma(0.5, 1.0, (rows, 3)) @ random.gamma(0.5, 1.0, (3, columns))
    matrix += (random.random((rows, columns)) < 0.1) * random.gamma(1.0, 2.0, (rows, columns))
    matrix = (matrix + 0.05 * random.random((rows, columns))).astype("<f4").astype(np.float64)
    lam = factor / np.sqrt(max(rows, columns))
    low_rank, sparse, report = robust_pca(matrix, lam)
    parts = {"matrix": matrix, "lowRank": low_rank, "sparse": sparse}
    cases.append({"rows": rows, "columns": columns, "lambda": lam, **report} | {k: digits(v) for k, v in parts.items()})

(root / "test" / "golden" / "rpca.json").write_text(json.dumps({"numpy": np.__version__, "cases": cases}) + "\n")
