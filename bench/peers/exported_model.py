"""Runs exported models in Python's ONNX Runtime: exported_model.py FOLDER, with <name>.onnx and <name>.npy in it; writes <name>.out.npy, prints what the files say."""

import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime

facts = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    (estimates,) = session.run(["estimates"], {"mixture": numpy.load(path.with_suffix(".npy"))})
    numpy.save(path.with_suffix(".out.npy"), estimates)
    facts[path.stem] = {
        "domains": sorted({opset.domain for opset in model.opset_import}),
        "inputs": [[one.name, one.shape] for one in session.get_inputs()],
        "metadata": session.get_modelmeta().custom_metadata_map,
    }
print(json.dumps(facts))
