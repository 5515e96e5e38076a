"""PyTorch as the peer of the layers' figures, answering a line of JSON with a line of JSON until its input ends.

  {"layer", "options", "training", "inputs": names in order, "dtype": float32 or float64, "folder"}
      reads FOLDER/case.safetensors (`input NAME`, `parameter NAME`, `upstream N`), takes the step in that precision, and writes
      FOLDER/answer.safetensors: `output N`, `gradient NAME` of Σ output · upstream, and `update NAME` of buffers.
"""

import json
import os
import sys

import torch
from safetensors.torch import load_file, save_file

from torch_layers import twin

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))


def named(tensors, kind):
    return {key[len(kind) + 1:]: value for key, value in tensors.items() if key.startswith(f"{kind} ")}


def flat(result):
    """The tensors of nested tuples, in order."""
    return [result] if torch.is_tensor(result) else [t for part in result for t in flat(part)]


def step(question, tensors, dtype):
    cast = lambda t: t.to(dtype) if t.is_floating_point() else t
    given = named(tensors, "input")
    inputs = {name: cast(given[name]) for name in question["inputs"]}
    layer = twin(question["layer"], question["options"], inputs)
    wrt = {name: value.requires_grad_() for name, value in inputs.items() if value.is_floating_point()}
    buffers = {}
    if isinstance(layer, torch.nn.Module):
        layer.to(dtype).train(question["training"])
        layer.load_state_dict({name: cast(value) for name, value in named(tensors, "parameter").items()})
        wrt |= dict(layer.named_parameters())
        buffers = dict(layer.named_buffers()) if question["training"] else {}
    outputs = flat(layer(*inputs.values()))
    loss = sum((output * cast(tensors[f"upstream {n}"])).sum() for n, output in enumerate(outputs))
    gradients = torch.autograd.grad(loss, list(wrt.values()), allow_unused=True)
    answer = {f"output {n}": output for n, output in enumerate(outputs)}
    answer |= {f"gradient {name}": torch.zeros_like(wrt[name]) if g is None else g for name, g in zip(wrt, gradients)}
    answer |= {f"update {name}": value for name, value in buffers.items()}
    return {name: value.detach().contiguous().clone() for name, value in answer.items()}


for line in sys.stdin:
    question = json.loads(line)
    folder = question["folder"]
    tensors = load_file(f"{folder}/case.safetensors")
    save_file(step(question, tensors, getattr(torch, question["dtype"])), f"{folder}/answer.safetensors")
    print(json.dumps({"torch": torch.__version__}), flush=True)
