"""What ONNX's own checker and ONNX Runtime say to the models of a folder: `check_onnx.py FOLDER` prints JSON.

The full check infers every shape anew and compares it with the declared one.
"""

import json
import pathlib
import sys

import onnx
import onnxruntime



def complaint(path):
    model = onnx.load(path)
    try:
        onnx.checker.check_model(str(path), full_check=True)
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as error:
        return str(error)
    declared = [value.name for value in model.graph.output]
    found = [value.name for value in session.get_outputs()]
    return None if declared == found else f"outputs {found}"


complaints = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    text = complaint(path)
    if text is not None:
        complaints[path.stem] = text
print(json.dumps({"versions": [onnx.__version__, onnxruntime.__version__], "complaints": complaints}))
