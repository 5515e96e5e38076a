"""Golden vectors of the networks: PyTorch's outputs and gradients, computed in double precision, with float32 weights and inputs.

One safetensors file per case, test/golden/model-<case>.safetensors: `weight/*` (buffers included), `input/mixture`, `input/magnitude`, `upstream/*`, then of a training
pass (statistics of the batch, no dropout, latent values drawn with seed 3) `training/<output>`, `gradient/*` of sum(output * upstream), `update/*` of the buffers, and of an
inference pass afterwards, with the weights as they began, `inference/<output>` and `inference/estimate`, the waveforms. Case and settings stand in the header.
Made with torch 2.13.0. Run: bench/peers/.venv/bin/python scripts/golden/models.py
"""

import json
import os
import sys

import torch

HERE = os.path.dirname(__file__)
OUT = os.path.join(HERE, "../../test/golden")
sys.path.insert(0, os.path.join(HERE, "../../bench/peers"))
from networks import NETWORKS, Transform, estimates, make_network  # noqa: E402  (after its folder is on the path)

SEED = 3
UNET = dict(levels=2, hidden_channels=2, leak_factor=0.0, dropout_p=0.0, normalize_input=True, normalize_output=True)
RECURRENT = dict(recurrent_depth=2, hidden_size=3, input_axis=1, places_per_step=2, mask_activation="sigmoid")


def settings_of(name, **changes):
    """The settings that this network has."""
    keys = list(UNET)
    if not name.startswith("Audio"):
        keys.append("mask_activation")
    if not name.endswith("Simple"):
        keys += ["recurrent_depth", "hidden_size"]
        if not name.startswith("Audio"):
            keys.append("input_axis")
        if not name.startswith("Spectrogram"):
            keys.append("places_per_step")
    everything = {**UNET, **RECURRENT, **changes}
    return {key: everything[key] for key in keys}


def save(path, tensors, metadata):
    header, chunks, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        if tensor.dtype == torch.int64:
            kind, data = "I64", tensor.numpy().tobytes()
        else:
            kind, data = "F32", tensor.detach().float().contiguous().numpy().tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
        chunks.append(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(chunks))


def case(file, name, channels=1, targets=("vocals",), samples=100, **changes):
    torch.manual_seed(sum(map(ord, file)))
    settings = settings_of(name, **changes)
    fft_size, hop_size = 16, 8
    frames = -(-samples // hop_size) + 1
    shape = dict(channels=channels, targets=len(targets), bins=fft_size // 2 + 1, frames=frames, samples=samples)
    network = make_network(name, shape, settings)
    with torch.no_grad():
        for key, value in network.state_dict().items():
            if "norm" in key and value.dtype.is_floating_point:
                value += 0.2 * torch.randn_like(value).abs() + 0.05
    weights = {key: value.clone() for key, value in network.state_dict().items()}
    network.double()
    mixture = (0.3 * torch.randn(2, channels, samples)).float().double()
    transform = Transform(fft_size, fft_size, hop_size, torch.float64)
    network.train()
    magnitude = transform.forward(mixture).abs().float().double()
    output = network(magnitude, mixture, SEED)
    upstream = {key: torch.randn(value.shape).double() for key, value in output.items()}
    sum((output[key] * upstream[key]).sum() for key in output).backward()
    tensors = {f"weight/{key}": value for key, value in weights.items()}
    tensors |= {"input/mixture": mixture, "input/magnitude": magnitude}
    tensors |= {f"upstream/{key}": value for key, value in upstream.items()}
    tensors |= {f"training/{key}": value for key, value in output.items()}
    tensors |= {f"gradient/{key}": value.grad for key, value in network.named_parameters()}
    tensors |= {f"update/{key}": value.clone() for key, value in network.named_buffers()}
    network.load_state_dict(weights)
    network.eval()
    with torch.no_grad():
        output, _, waveform = estimates(network, transform, mixture)
        tensors |= {f"inference/{key}": value for key, value in output.items()}
        tensors["inference/estimate"] = waveform()
    config = dict(
        network=name, channels=channels, targets=list(targets), samples=samples, fft_size=fft_size, hop_size=hop_size, settings=settings
    )
    path = os.path.join(OUT, f"model-{file}.safetensors")
    save(path, tensors, {"case": json.dumps(config)})
    print(file, os.path.getsize(path))


for name in NETWORKS:
    case(name, name)
case("stereo-targets-softmax", "SpectrogramNetLSTM", 2, ("bass", "drums"), 77, mask_activation="softmax", input_axis=0, leak_factor=0.1)
case("stereo-targets-wave", "AudioNetSimple", 2, ("bass", "drums"), 91, normalize_input=False, normalize_output=False)
for activation in ["relu", "tanh", "prelu", "selu", "elu"]:
    case(f"mask-{activation}", "SpectrogramNetSimple", hidden_channels=1, levels=1, mask_activation=activation)
