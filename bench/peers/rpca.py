"""Robust PCA in plain NumPy as the peer of the rpca figures: inexact augmented Lagrange multipliers as in Lin, Chen and Ma (2009), every
iteration with a full singular value decomposition in double precision. Prints JSON.

  rpca.py FOLDER ROWS COLUMNS [LAMBDA]   reads FOLDER/matrix.f32, writes FOLDER/lowRank.f32 and FOLDER/sparse.f32
"""

import json
import os
import pathlib
import sys
import time

threads = os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", threads)

import numpy as np  # noqa: E402  (after the number of threads is set)


def robust_pca(matrix, lam, tolerance=1e-7, most=100):
    norm = np.linalg.norm(matrix, 2)
    size = np.linalg.norm(matrix)
    multipliers = matrix / max(norm, np.abs(matrix).max() / lam)
    mu = 1.25 / norm
    largest_mu = 1e7 * mu
    sparse = np.zeros_like(matrix)
    for iteration in range(1, most + 1):
        u, values, v = np.linalg.svd(matrix - sparse + multipliers / mu, full_matrices=False)
        rank = int((values > 1 / mu).sum())
        low_rank = (u[:, :rank] * (values[:rank] - 1 / mu)) @ v[:rank]
        rest = matrix - low_rank + multipliers / mu
        sparse = np.sign(rest) * np.maximum(np.abs(rest) - lam / mu, 0)
        gap = matrix - low_rank - sparse
        multipliers = multipliers + mu * gap
        mu = min(1.5 * mu, largest_mu)
        residual = np.linalg.norm(gap) / size
        if residual < tolerance:
            break
    return low_rank, sparse, {"rank": rank, "iterations": iteration, "residual": float(residual)}


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    rows, columns = int(sys.argv[2]), int(sys.argv[3])
    lam = float(sys.argv[4]) if len(sys.argv) > 4 else 1 / np.sqrt(max(rows, columns))
    matrix = np.fromfile(folder / "matrix.f32", "<f4").reshape(rows, columns).astype(np.float64)
    start = time.perf_counter()
    low_rank, sparse, report = robust_pca(matrix, lam)
    seconds = time.perf_counter() - start
    low_rank.astype("<f4").tofile(folder / "lowRank.f32")
    sparse.astype("<f4").tofile(folder / "sparse.f32")
    print(json.dumps({"numpy": np.__version__, "seconds": seconds, **report}))
