"""What ONNX's own checker and Python's ONNX Runtime say to the models of a folder: `check_onnx.py FOLDER` prints JSON.

The full check infers every shape anew and compares it with the declared one. Beside NAME.onnx lie its inputs, NAME.in.x.npy
for an input x, and what it must compute from them, NAME.out.y.npy for an output y.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

# Float32 sums in another order: relative to the largest value.
tolerance = 1e-5


def arrays(path, kind):
    prefix = f"{path.stem}.{kind}."
    return {file.name[len(prefix) : -4]: np.load(file) for file in path.parent.glob(f"{prefix}*.npy")}


def difference(expected, got):
    """The largest difference, relative to the largest value; NaN where NaN is expected is none."""
    if expected.shape != got.shape or expected.dtype != got.dtype:
        return f"{got.dtype}{got.shape} for {expected.dtype}{expected.shape}"
    expected, got = expected.astype(np.float64), got.astype(np.float64)
    same = (expected == got) | (np.isnan(expected) & np.isnan(got))
    if same.all():
        return 0.0
    finite = np.abs(expected[np.isfinite(expected)])
    return float(np.max(np.abs(expected - got)[~same]) / max(1.0, finite.max(initial=0)))


def complaint(path, worst):
    try:
        onnx.checker.check_model(str(path), full_check=True)
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        expected = arrays(path, "out")
        results = session.run(list(expected), arrays(path, "in"))
    except Exception as error:
        return str(error)
    for name, got in zip(expected, results):
        found = difference(expected[name], got)
        if isinstance(found, str) or not found <= tolerance:
            return f"output {name}: {found}"
        worst.append(found)
    return None


complaints = {}
worst = []
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    text = complaint(path, worst)
    if text is not None:
        complaints[path.stem] = text
versions = [onnx.__version__, onnxruntime.__version__]
print(json.dumps({"versions": versions, "complaints": complaints, "outputs": len(worst), "worst": max(worst)}))
