"""Golden vectors of the layers: PyTorch's outputs and gradients, in double precision, of float32 inputs.

The layers are those of bench/peers/torch_layers.py. Every case: loss = sum(output * upstream); gradients of all inputs and parameters; buffers after the step.
Made with torch 2.13.0. Run: bench/peers/.venv/bin/python scripts/golden/nn.py
"""

import json
import os
import sys

import torch
import torch.nn as nn

HERE = os.path.dirname(__file__)
OUT = os.path.join(HERE, "../../test/golden")
sys.path.insert(0, os.path.join(HERE, "../../bench/peers"))
from torch_layers import twin  # noqa: E402  (after its folder is on the path)

generator = torch.Generator()
families: dict[str, list] = {}


def rand(*shape, scale=1.0, shift=0.0):
    """Normal numbers that are exactly float32."""
    x = torch.randn(list(shape), generator=generator, dtype=torch.float32) * scale + shift
    return x.double()


def pack(tensor):
    t = tensor.detach()
    return {"shape": list(t.shape), "data": [float(f"{v:.9g}") for v in t.reshape(-1).tolist()]}


def flat(result):
    """The tensors of nested tuples, in order."""
    return [result] if torch.is_tensor(result) else [t for part in result for t in flat(part)]


def case(family, layer, options, inputs, training=False, name=None):
    """Runs PyTorch's twin of a layer and records everything."""
    inputs = {key: value.clone().requires_grad_(True) for key, value in inputs.items()}
    module = twin(layer, options, inputs)
    parameters, buffers = {}, {}
    if isinstance(module, nn.Module):
        module.double().train(training)
        with torch.no_grad():
            for p in module.parameters():
                shift = 1.0 if p.dim() == 1 and torch.all(p == 1) else 0.0
                p.copy_(rand(*p.shape, scale=0.5, shift=shift))
            for key, b in module.named_buffers():
                if b.is_floating_point():
                    b.copy_(rand(*b.shape).abs() + 0.5 if "var" in key else rand(*b.shape))
                else:
                    b.copy_(torch.tensor(3))
        parameters = dict(module.named_parameters())
        buffers = {key: pack(b) for key, b in module.named_buffers()}
    before = {key: pack(p) for key, p in parameters.items()} | buffers
    outputs = flat(module(*inputs.values()))
    upstream = [rand(*o.shape) for o in outputs]
    loss = sum((o * u).sum() for o, u in zip(outputs, upstream))
    wrt = {**inputs, **parameters}
    gradients = dict(zip(wrt, torch.autograd.grad(loss, list(wrt.values()), allow_unused=True)))
    after = {}
    if isinstance(module, nn.Module) and training:
        after = {key: pack(b) for key, b in module.named_buffers()}
    families.setdefault(family, []).append({
        "name": name or f"{layer} {json.dumps(options)}{' training' if training else ''}",
        "layer": layer,
        "options": options,
        "training": training,
        "inputs": {key: pack(v) for key, v in inputs.items()},
        "parameters": before,
        "upstream": [pack(u) for u in upstream],
        "outputs": [pack(o) for o in outputs],
        "gradients": {key: pack(g if g is not None else torch.zeros_like(wrt[key])) for key, g in gradients.items()},
        "updates": after,
    })


def convolutions():
    f = "conv"
    case(f, "conv1d", {"outChannels": 4, "kernelSize": 3}, {"x": rand(2, 3, 9)})
    case(f, "conv1d", {"outChannels": 6, "kernelSize": 3, "groups": 3, "padding": 2, "dilation": 2},
         {"x": rand(2, 3, 8)}, name="depthwise dilated conv1d")
    case(f, "conv1d", {"outChannels": 2, "kernelSize": 4, "stride": 2, "padding": "same-tf", "bias": False},
         {"x": rand(1, 3, 9)}, name="conv1d with TensorFlow's same padding")
    case(f, "conv2d", {"outChannels": 4, "kernelSize": [3, 5], "stride": [1, 2], "padding": [1, 2]},
         {"x": rand(2, 3, 5, 8)})
    case(f, "conv2d", {"outChannels": 4, "kernelSize": 3, "padding": "same", "dilation": [1, 2], "groups": 2, "bias": False},
         {"x": rand(2, 4, 5, 6)})
    case(f, "conv2d", {"outChannels": 3, "kernelSize": [4, 2], "padding": "same"},
         {"x": rand(1, 2, 5, 5)}, name="same padding of even kernels")
    case(f, "conv2d", {"outChannels": 3, "kernelSize": 5, "stride": 2, "padding": "same-tf"},
         {"x": rand(2, 2, 6, 7)}, name="conv2d with TensorFlow's same padding")
    case(f, "conv2d", {"outChannels": 5, "kernelSize": 1}, {"x": rand(2, 3, 4, 3)})
    g = "conv-transpose"
    case(g, "convTranspose1d", {"outChannels": 2, "kernelSize": 8, "stride": 4, "padding": 2},
         {"x": rand(2, 3, 5)})
    case(g, "convTranspose1d", {"outChannels": 4, "kernelSize": 3, "stride": 2, "padding": 1, "outputPadding": 1, "groups": 2, "bias": False},
         {"x": rand(2, 4, 4)})
    case(g, "convTranspose2d", {"outChannels": 2, "kernelSize": 5, "stride": 2, "padding": 2, "outputPadding": 1},
         {"x": rand(2, 3, 3, 4)})
    case(g, "convTranspose2d", {"outChannels": 2, "kernelSize": [3, 2], "stride": [1, 2], "dilation": [2, 1]},
         {"x": rand(1, 3, 3, 4)})
    h = "linear"
    case(h, "linear", {"outFeatures": 4}, {"x": rand(3, 5)})
    case(h, "linear", {"outFeatures": 4, "bias": False}, {"x": rand(2, 3, 5)})
    case(h, "linear", {"outFeatures": 3}, {"x": rand(2, 3, 2, 5)}, name="linear on four axes")


def normalisations():
    f = "batch-norm"
    for training in (True, False):
        mode = "training" if training else "inference"
        case(f, "batchNorm", {}, {"x": rand(6, 3, scale=2, shift=1)}, training, f"BatchNorm1d on features, {mode}")
        case(f, "batchNorm", {"momentum": 0.01, "eps": 1e-3}, {"x": rand(2, 3, 5)}, training, f"BatchNorm1d on time, {mode}")
        case(f, "batchNorm", {}, {"x": rand(2, 3, 4, 5, scale=3, shift=-2)}, training, f"BatchNorm2d, {mode}")
        case(f, "batchNorm", {"affine": False, "momentum": None}, {"x": rand(2, 2, 3, 4)}, training, f"BatchNorm2d without scale, cumulative, {mode}")
        case(f, "batchNorm", {"trackRunningStats": False}, {"x": rand(2, 2, 3, 4)}, training, f"BatchNorm2d without statistics, {mode}")
    g = "norm"
    case(g, "layerNorm", {}, {"x": rand(2, 3, 5)}, name="layerNorm over the last axis")
    case(g, "layerNorm", {"axes": 2, "eps": 1e-3}, {"x": rand(2, 3, 5)}, name="layerNorm over two axes")
    case(g, "layerNorm", {"bias": False}, {"x": rand(3, 4)}, name="layerNorm without bias")
    case(g, "layerNorm", {"affine": False}, {"x": rand(3, 4)}, name="layerNorm without weights")
    case(g, "groupNorm", {"groups": 2}, {"x": rand(2, 6, 3)}, name="groupNorm on time")
    case(g, "groupNorm", {"groups": 3}, {"x": rand(2, 6, 2, 3)}, name="groupNorm on images")
    case(g, "groupNorm", {"groups": 1, "eps": 1e-8}, {"x": rand(2, 4, 5)}, name="groupNorm of one group")
    case(g, "instanceNorm", {}, {"x": rand(2, 3, 3, 4)}, name="instanceNorm without weights")
    case(g, "instanceNorm", {"affine": True}, {"x": rand(2, 3, 6)}, name="instanceNorm with weights")
    case(g, "rmsNorm", {"eps": 1e-6}, {"x": rand(2, 3, 5)})
    case(g, "globalLayerNorm", {}, {"x": rand(2, 4, 5)}, name="gLN on time")
    case(g, "globalLayerNorm", {}, {"x": rand(2, 4, 3, 2)}, name="gLN on images")
    h = "weight-norm"
    case(h, "weightNormConv1d", {"outChannels": 4, "kernelSize": 3, "padding": 1},
         {"x": rand(2, 3, 6)})
    case(h, "weightNormLinear", {"outFeatures": 3}, {"x": rand(5, 4)})
    case(h, "weightNormConvTranspose1d", {"outChannels": 2, "kernelSize": 4, "stride": 2},
         {"x": rand(2, 3, 4)})


def activations():
    f = "activation"
    x = {"x": rand(2, 4, 5, scale=3)}
    for name in ("relu", "elu", "selu", "gelu", "silu", "sigmoid", "tanh", "hardtanh", "softplus", "leakyRelu", "mish", "relu6", "hardSigmoid",
                 "hardSwish"):
        case(f, name, {}, x)
    case(f, "leakyRelu", {"slope": 0.2}, x)
    case(f, "elu", {"alpha": 0.5}, x)
    case(f, "hardtanh", {"min": -0.5, "max": 2}, x)
    case(f, "softmax", {"axis": 1}, x)
    case(f, "softmax", {"axis": -1}, x)
    case(f, "logSoftmax", {"axis": -1}, x)
    case(f, "glu", {"axis": 1}, x)
    case(f, "glu", {"axis": -1}, {"x": rand(2, 3, 6)})
    case(f, "prelu", {}, x)
    case(f, "prelu", {"perChannel": True}, x)


def resampling():
    f = "pooling"
    image, line = {"x": rand(2, 3, 7, 6)}, {"x": rand(2, 3, 9)}
    case(f, "maxPool1d", {"kernelSize": 2}, line)
    case(f, "maxPool2d", {"kernelSize": 2}, image)
    case(f, "maxPool2d", {"kernelSize": 3, "stride": 2, "padding": 1}, image)
    case(f, "maxPool2d", {"kernelSize": [1, 2]}, image)
    case(f, "averagePool1d", {"kernelSize": 2}, line)
    case(f, "averagePool2d", {"kernelSize": [2, 3]}, image)
    case(f, "averagePool2d", {"kernelSize": 3, "stride": 2, "padding": 1}, image)
    case(f, "globalAveragePool", {}, image)
    g = "upsample"
    case(g, "upsampleNearest", {"scale": 2}, line)
    case(g, "upsampleNearest", {"scale": [2, 3]}, {"x": rand(2, 2, 3, 2)})
    case(g, "upsampleLinear", {"scale": 2}, line)
    case(g, "upsampleLinear", {"scale": [2, 4]}, {"x": rand(2, 2, 3, 4)})
    case(g, "upsampleLinear", {"scale": 2, "alignCorners": True}, line)
    case(g, "upsampleLinear", {"scale": [2, 2], "alignCorners": True}, {"x": rand(1, 2, 3, 4)})
    case(g, "pixelShuffle", {"factor": 2}, {"x": rand(2, 8, 2, 3)})
    case(g, "pixelUnshuffle", {"factor": 2}, {"x": rand(2, 2, 4, 6)})
    h = "pad"
    case(h, "reflectPad", {"pads": [[3, 2]]}, {"x": rand(2, 2, 6)})
    case(h, "reflectPad", {"pads": [[1, 2], [3, 0]]}, {"x": rand(1, 2, 4, 5)})
    case(h, "zeroPad", {"pads": [[1, 2], [3, 0]]}, {"x": rand(1, 2, 4, 5)})
    case(h, "zeroPad", {"pads": [[-1, 2]]}, {"x": rand(1, 2, 5)}, name="negative pads crop")
    case(h, "replicatePad", {"pads": [[2, 1]]}, {"x": rand(2, 2, 4)})


def algebra():
    f = "complex"
    pair = {"ar": rand(2, 3), "ai": rand(2, 3), "br": rand(2, 3), "bi": rand(2, 3)}
    case(f, "complexAdd", {}, pair)
    case(f, "complexSub", {}, pair)
    case(f, "complexMul", {}, pair)
    case(f, "complexDiv", {}, pair)
    one = {"ar": rand(2, 3), "ai": rand(2, 3)}
    case(f, "complexConj", {}, one)
    case(f, "complexAbs", {}, one)
    case(f, "complexScale", {}, {**one, "s": rand(2, 1)})
    case(f, "complexMatMul", {}, {"ar": rand(2, 3), "ai": rand(2, 3), "br": rand(3, 4), "bi": rand(3, 4)})
    case(f, "complexPhase", {}, {"ar": rand(3, 4), "ai": rand(3, 4)})
    case(f, "fromPolar", {}, {"m": rand(2, 3), "p": rand(2, 3)})
    g = "einsum"
    for equation, a, b in [
        ("ij,jk->ik", (2, 3), (3, 4)), ("bij,bjk->bik", (2, 3, 4), (2, 4, 2)), ("bcft,cdf->bdft", (2, 3, 4, 2), (3, 2, 4)),
        ("bhqd,bhkd->bhqk", (2, 2, 3, 4), (2, 2, 5, 4)), ("i,j->ij", (3,), (4,)), ("bi,bi->b", (2, 3), (2, 3)),
        ("bct,c->bt", (2, 3, 4), (3,)), ("ijk,lj->kil", (2, 3, 4), (5, 3)), ("bi,i->bi", (2, 3), (3,)),
        ("abc,b->ac", (2, 3, 2), (3,)), ("ab,cd->", (2, 3), (2, 2)),
    ]:
        case(g, "einsum", {"equation": equation}, {"a": rand(*a), "b": rand(*b)}, name=equation)
    h = "loss"
    est = {"estimate": rand(2, 3, 4), "target": rand(2, 3, 4)}
    case(h, "mseLoss", {}, est)
    case(h, "l1Loss", {}, est)


def recurrent():
    for layer in ("lstm", "gru"):
        for training in (True, False):
            case("recurrent", layer, {"hiddenSize": 3}, {"x": rand(4, 2, 2)}, training)
            case("recurrent", layer, {"hiddenSize": 2, "numLayers": 2, "bidirectional": True, "batchFirst": True},
                 {"x": rand(2, 3, 3)}, training)
        case("recurrent", layer, {"hiddenSize": 2, "bias": False}, {"x": rand(3, 1, 3)}, True)
        case("recurrent", layer, {"hiddenSize": 1, "bidirectional": True}, {"x": rand(1, 2, 2)}, True,
             name=f"{layer} of one unit and one step")
        states = {"h": rand(4, 2, 2), "c": rand(4, 2, 2)} if layer == "lstm" else {"h": rand(4, 2, 2)}
        for training in (True, False):
            case("recurrent", layer, {"hiddenSize": 2, "numLayers": 2, "bidirectional": True}, {"x": rand(3, 2, 2), **states}, training,
                 name=f"{layer} with an initial state{', training' if training else ''}")


def attention():
    f = "attention"
    case(f, "attention", {"heads": 2, "batchFirst": True}, {"x": rand(2, 3, 4)})
    case(f, "attention", {"heads": 2}, {"x": rand(2, 3, 4), "key": rand(5, 3, 4), "value": rand(5, 3, 4)},
         name="cross attention, time first")
    case(f, "attention", {"heads": 2, "bias": False, "batchFirst": True}, {"x": rand(1, 2, 4), "key": rand(1, 3, 3), "value": rand(1, 3, 5)},
         name="keys and values of other sizes, no bias")
    case(f, "attention", {"heads": 2, "batchFirst": True}, {"x": rand(2, 3, 4), "mask": rand(3, 3)}, name="with a mask that is added")
    case(f, "attention", {"heads": 1, "batchFirst": True, "causal": True}, {"x": rand(2, 3, 4)})
    q, k, v = rand(2, 2, 3, 4), rand(2, 2, 5, 4), rand(2, 2, 5, 4)
    case(f, "scaledDotProduct", {}, {"q": q, "k": k, "v": v})
    case(f, "rotary", {"layout": "interleaved"}, {"x": rand(1, 2, 3, 4)})
    case(f, "rotary", {"layout": "half"}, {"x": rand(1, 2, 3, 4)})


generator.manual_seed(20)
convolutions()
normalisations()
activations()
resampling()
algebra()
generator.manual_seed(21)
recurrent()
attention()
for family, cases in families.items():
    with open(os.path.join(OUT, f"nn-{family}.json"), "w") as file:
        json.dump({"torch": torch.__version__, "cases": cases}, file, separators=(",", ":"))
    print(family, len(cases))
