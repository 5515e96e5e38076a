"""Golden files of tensors, written by the reference implementations.

Run with bench/peers/.venv/bin/python. Made with safetensors 0.8.0, numpy 2.4.6, torch 2.13.0.
"""

import pathlib

import numpy as np
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch_file

golden = pathlib.Path(__file__).parents[2] / "test" / "golden"


def ramp(dtype, shape):
    return (np.arange(np.prod(shape, dtype=int)) - 3).astype(dtype).reshape(shape)


tensors = {
    "layer.weight": ramp(np.float32, (2, 3)) / 4,
    "layer.bias": ramp(np.float32, (3,)),
    "double": ramp(np.float64, (2,)) / 3,
    "half": ramp(np.float16, (5,)) / 8,
    "long": ramp(np.int64, (2, 2)) * 2**40,
    "int": ramp(np.int32, (3,)),
    "byte": ramp(np.uint8, (3,)),
    "signed": ramp(np.int8, (3,)),
    "flags": np.array([True, False, True]),
    "scalar": np.array(0.5, np.float32),
    "empty": np.zeros((0, 4), np.float32),
    "größe": np.ones((1,), np.float32),
}
save_file(tensors, golden / "tensors.safetensors", metadata={"made by": "safetensors"})
save_torch_file({"w": torch.tensor([1.0, -2.5, 0.15625], dtype=torch.bfloat16)}, golden / "bfloat16.safetensors")

for version in ((1, 0), (2, 0), (3, 0)):
    with open(golden / f"float32-v{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, tensors["layer.weight"], version=version)
np.save(golden / "fortran.npy", np.asfortranarray(ramp(np.float64, (2, 3, 2))))
np.save(golden / "float16.npy", tensors["half"])
np.save(golden / "int8.npy", tensors["signed"])
np.save(golden / "bool.npy", tensors["flags"])
np.save(golden / "int64.npy", tensors["long"])
np.save(golden / "big-endian.npy", tensors["layer.weight"].astype(">f4"))
np.save(golden / "scalar.npy", tensors["scalar"])
np.save(golden / "int16.npy", ramp(np.int16, (3,)))
