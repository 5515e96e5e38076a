"""Golden vectors of the multichannel methods, from scikit-learn and the plain references of bench/peers/multichannel.py: run with
bench/peers/.venv/bin/python scripts/golden/multichannel.py.

Writes test/golden/multichannel.json: per case the method, its options, and the arrays in and out, flat.
"""

import json
import pathlib
import sys

import numpy as np

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "bench" / "peers"))
from multichannel import methods  # noqa: E402

random = np.random.default_rng(20040)


def bins(*shape):
    """Peaky complex values, exact in float32, [..., part]."""
    return (random.laplace(size=shape + (2,)) * random.gamma(0.4, 1, shape)[..., None]).astype(np.float32).astype(float)


samples = (np.array([[1, 0.5, 0.2], [0.4, 0.9, -0.5], [0.1, 0.3, 0.8]]) @ random.laplace(size=(3, 300))).astype(np.float32)
start = random.normal(size=(3, 3))
fast = {"alpha": 1, "maxIterations": 60, "tolerance": 1e-12}
stereo, trio = bins(2, 7, 24), bins(3, 5, 20)
image = bins(2, 6, 9)
cases = [
    ("fast_ica", {**fast, "algorithm": "symmetric", "contrast": "logcosh"}, [samples.astype(float), start]),
    ("fast_ica", {**fast, "algorithm": "deflation", "contrast": "exp"}, [samples.astype(float), start]),
    ("fast_ica", {**fast, "algorithm": "symmetric", "contrast": "cube"}, [samples.astype(float), start]),
    ("aux_iva", {"iterations": 5, "curve": 1}, [stereo]),
    ("aux_iva", {"iterations": 5, "curve": 1}, [trio]),
    ("ilrma", {"iterations": 5, "curve": 1}, [stereo, 1 - random.random((2, 7, 2)), 1 - random.random((2, 2, 24))]),
    ("ilrma", {"iterations": 5, "curve": 1}, [trio, 1 - random.random((3, 5, 3)), 1 - random.random((3, 3, 20))]),
    ("adress", {"resolution": 20}, [image]),
    (
        "duet",
        {"fftSize": 16, "maxDelaySamples": 3, "panCells": 9, "delayCells": 7},
        [image, np.array([[-30, 0.5], [2, 0], [33, -1]])],
    ),
    ("projet", {"projections": 5, "iterations": 4}, [image.reshape(2, 54, 2), 1 - random.random((7, 3))]),
]
written = [
    {
        "method": method,
        "options": options,
        "inputs": [{"shape": list(array.shape), "values": array.ravel().tolist()} for array in inputs],
        "outputs": [[float(f"{value:.10g}") for value in np.ravel(result)] for result in methods[method](inputs, options)],
    }
    for method, options, inputs in cases
]
for case in written:
    for given in case["inputs"]:
        given["values"] = [float(f"{value:.17g}") for value in given["values"]]
    if case["method"] == "fast_ica":
        # The unmixing matrix tells all; sources are it applied.
        case["outputs"] = case["outputs"][1:]
(root / "test" / "golden" / "multichannel.json").write_text(json.dumps(written) + "\n")
