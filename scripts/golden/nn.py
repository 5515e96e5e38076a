"""Golden vectors of the layers: PyTorch's outputs and gradients, in double precision, of float32 inputs.

Every case: loss = sum(output * upstream); gradients of all inputs and parameters; buffers after the step.
Made with torch 2.13.0. Run: bench/peers/.venv/bin/python scripts/golden/nn.py
"""

import json
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

OUT = os.path.join(os.path.dirname(__file__), "../../test/golden")
generator = torch.Generator().manual_seed(20)
families: dict[str, list] = {}


def rand(*shape, scale=1.0, shift=0.0):
    """Normal numbers that are exactly float32."""
    x = torch.randn(list(shape), generator=generator, dtype=torch.float32) * scale + shift
    return x.double()


def pack(tensor):
    t = tensor.detach()
    return {"shape": list(t.shape), "data": [float(f"{v:.9g}") for v in t.reshape(-1).tolist()]}


def case(family, layer, options, module, inputs, training=False, name=None):
    """Runs `module(*inputs)` and records everything. `module` is an nn.Module or a function."""
    inputs = {key: value.clone().requires_grad_(True) for key, value in inputs.items()}
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
    output = module(*inputs.values())
    outputs = list(output) if isinstance(output, (tuple, list)) else [output]
    upstream = [rand(*o.shape) for o in outputs]
    loss = sum((o * u).sum() for o, u in zip(outputs, upstream))
    wrt = {**inputs, **parameters}
    gradients = dict(zip(wrt, torch.autograd.grad(loss, list(wrt.values()), allow_unused=True)))
    after = {}
    if isinstance(module, nn.Module) and training:
        after = {key: pack(b) for key, b in module.named_buffers()}
    families.setdefault(family, []).append({
        "name": name or f"{layer} {json.dumps(options)}",
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
    case(f, "conv1d", {"outChannels": 4, "kernelSize": 3}, nn.Conv1d(3, 4, 3), {"x": rand(2, 3, 9)})
    case(f, "conv1d", {"outChannels": 6, "kernelSize": 3, "groups": 3, "padding": 2, "dilation": 2},
         nn.Conv1d(3, 6, 3, groups=3, padding=2, dilation=2), {"x": rand(2, 3, 8)}, name="depthwise dilated conv1d")
    case(f, "conv1d", {"outChannels": 2, "kernelSize": 4, "stride": 2, "padding": "same-tf", "bias": False},
         TfSame1d(3, 2, 4, 2), {"x": rand(1, 3, 9)}, name="conv1d with TensorFlow's same padding")
    case(f, "conv2d", {"outChannels": 4, "kernelSize": [3, 5], "stride": [1, 2], "padding": [1, 2]},
         nn.Conv2d(3, 4, (3, 5), (1, 2), (1, 2)), {"x": rand(2, 3, 5, 8)})
    case(f, "conv2d", {"outChannels": 4, "kernelSize": 3, "padding": "same", "dilation": [1, 2], "groups": 2, "bias": False},
         nn.Conv2d(4, 4, 3, padding="same", dilation=(1, 2), groups=2, bias=False), {"x": rand(2, 4, 5, 6)})
    case(f, "conv2d", {"outChannels": 3, "kernelSize": [4, 2], "padding": "same"},
         nn.Conv2d(2, 3, (4, 2), padding="same"), {"x": rand(1, 2, 5, 5)}, name="same padding of even kernels")
    case(f, "conv2d", {"outChannels": 3, "kernelSize": 5, "stride": 2, "padding": "same-tf"},
         TfSame2d(2, 3, 5, 2), {"x": rand(2, 2, 6, 7)}, name="conv2d with TensorFlow's same padding")
    case(f, "conv2d", {"outChannels": 5, "kernelSize": 1}, nn.Conv2d(3, 5, 1), {"x": rand(2, 3, 4, 3)})
    g = "conv-transpose"
    case(g, "convTranspose1d", {"outChannels": 2, "kernelSize": 8, "stride": 4, "padding": 2},
         nn.ConvTranspose1d(3, 2, 8, 4, 2), {"x": rand(2, 3, 5)})
    case(g, "convTranspose1d", {"outChannels": 4, "kernelSize": 3, "stride": 2, "padding": 1, "outputPadding": 1, "groups": 2, "bias": False},
         nn.ConvTranspose1d(4, 4, 3, 2, 1, 1, groups=2, bias=False), {"x": rand(2, 4, 4)})
    case(g, "convTranspose2d", {"outChannels": 2, "kernelSize": 5, "stride": 2, "padding": 2, "outputPadding": 1},
         nn.ConvTranspose2d(3, 2, 5, 2, 2, 1), {"x": rand(2, 3, 3, 4)})
    case(g, "convTranspose2d", {"outChannels": 2, "kernelSize": [3, 2], "stride": [1, 2], "dilation": [2, 1]},
         nn.ConvTranspose2d(3, 2, (3, 2), (1, 2), dilation=(2, 1)), {"x": rand(1, 3, 3, 4)})
    h = "linear"
    case(h, "linear", {"outFeatures": 4}, nn.Linear(5, 4), {"x": rand(3, 5)})
    case(h, "linear", {"outFeatures": 4, "bias": False}, nn.Linear(5, 4, bias=False), {"x": rand(2, 3, 5)})
    case(h, "linear", {"outFeatures": 3}, nn.Linear(5, 3), {"x": rand(2, 3, 2, 5)}, name="linear on four axes")


class TfSame1d(nn.Conv1d):
    """TensorFlow's SAME: ceil(length / stride) outputs, the odd zero at the end."""

    def __init__(self, i, o, k, s):
        super().__init__(i, o, k, s, bias=False)

    def forward(self, x):
        return super().forward(F.pad(x, same_pads(x.shape[-1], self.kernel_size[0], self.stride[0])))


class TfSame2d(nn.Conv2d):
    def forward(self, x):
        pads = [same_pads(x.shape[-1 - a], self.kernel_size[1 - a], self.stride[1 - a]) for a in (0, 1)]
        return super().forward(F.pad(x, pads[0] + pads[1]))


def same_pads(length, kernel, stride):
    total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
    return (total // 2, total - total // 2)


def normalisations():
    f = "batch-norm"
    for training in (True, False):
        mode = "training" if training else "inference"
        case(f, "batchNorm", {}, nn.BatchNorm1d(3), {"x": rand(6, 3, scale=2, shift=1)}, training, f"BatchNorm1d on features, {mode}")
        case(f, "batchNorm", {"momentum": 0.01, "eps": 1e-3}, nn.BatchNorm1d(3, momentum=0.01, eps=1e-3), {"x": rand(2, 3, 5)}, training, f"BatchNorm1d on time, {mode}")
        case(f, "batchNorm", {}, nn.BatchNorm2d(3), {"x": rand(2, 3, 4, 5, scale=3, shift=-2)}, training, f"BatchNorm2d, {mode}")
        case(f, "batchNorm", {"affine": False, "momentum": None}, nn.BatchNorm2d(2, affine=False, momentum=None), {"x": rand(2, 2, 3, 4)}, training, f"BatchNorm2d without scale, cumulative, {mode}")
        case(f, "batchNorm", {"trackRunningStats": False}, nn.BatchNorm2d(2, track_running_stats=False), {"x": rand(2, 2, 3, 4)}, training, f"BatchNorm2d without statistics, {mode}")
    g = "norm"
    case(g, "layerNorm", {}, nn.LayerNorm(5), {"x": rand(2, 3, 5)}, name="layerNorm over the last axis")
    case(g, "layerNorm", {"axes": 2, "eps": 1e-3}, nn.LayerNorm([3, 5], eps=1e-3), {"x": rand(2, 3, 5)}, name="layerNorm over two axes")
    case(g, "layerNorm", {"bias": False}, nn.LayerNorm(4, bias=False), {"x": rand(3, 4)}, name="layerNorm without bias")
    case(g, "layerNorm", {"affine": False}, nn.LayerNorm(4, elementwise_affine=False), {"x": rand(3, 4)}, name="layerNorm without weights")
    case(g, "groupNorm", {"groups": 2}, nn.GroupNorm(2, 6), {"x": rand(2, 6, 3)}, name="groupNorm on time")
    case(g, "groupNorm", {"groups": 3}, nn.GroupNorm(3, 6), {"x": rand(2, 6, 2, 3)}, name="groupNorm on images")
    case(g, "groupNorm", {"groups": 1, "eps": 1e-8}, nn.GroupNorm(1, 4, eps=1e-8), {"x": rand(2, 4, 5)}, name="groupNorm of one group")
    case(g, "instanceNorm", {}, nn.InstanceNorm2d(3), {"x": rand(2, 3, 3, 4)}, name="instanceNorm without weights")
    case(g, "instanceNorm", {"affine": True}, nn.InstanceNorm1d(3, affine=True), {"x": rand(2, 3, 6)}, name="instanceNorm with weights")
    case(g, "rmsNorm", {}, nn.RMSNorm(5, eps=1e-6), {"x": rand(2, 3, 5)})
    case(g, "globalLayerNorm", {}, GlobalLayerNorm(4), {"x": rand(2, 4, 5)}, name="gLN on time")
    case(g, "globalLayerNorm", {}, GlobalLayerNorm(4), {"x": rand(2, 4, 3, 2)}, name="gLN on images")
    h = "weight-norm"
    case(h, "weightNormConv1d", {"outChannels": 4, "kernelSize": 3, "padding": 1},
         weight_norm(nn.Conv1d(3, 4, 3, padding=1)), {"x": rand(2, 3, 6)})
    case(h, "weightNormLinear", {"outFeatures": 3}, weight_norm(nn.Linear(4, 3)), {"x": rand(5, 4)})
    case(h, "weightNormConvTranspose1d", {"outChannels": 2, "kernelSize": 4, "stride": 2},
         weight_norm(nn.ConvTranspose1d(3, 2, 4, 2)), {"x": rand(2, 3, 4)})


class GlobalLayerNorm(nn.Module):
    """Luo and Mesgarani 2019, eq. 9: over channels and time, weight and bias per channel."""

    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        axes = tuple(range(1, x.dim()))
        shape = [1, -1] + [1] * (x.dim() - 2)
        mean = x.mean(axes, keepdim=True)
        var = ((x - mean) ** 2).mean(axes, keepdim=True)
        return self.weight.view(shape) * (x - mean) / torch.sqrt(var + 1e-8) + self.bias.view(shape)


class Renamed(nn.Module):
    """A module whose parameters go by the classic names weight_g and weight_v."""

    def __init__(self, module):
        super().__init__()
        weight = module.weight.detach().clone()
        self.weight_g = nn.Parameter(weight.flatten(1).norm(dim=1).view([-1] + [1] * (weight.dim() - 1)))
        self.weight_v = nn.Parameter(weight)
        self.bias = nn.Parameter(module.bias.detach().clone())
        self.run = [module.double()]

    def forward(self, x):
        weight = torch._weight_norm(self.weight_v, self.weight_g, 0)
        return torch.func.functional_call(self.run[0], {"weight": weight, "bias": self.bias}, (x,))


def weight_norm(module):
    return Renamed(module)


def activations():
    f = "activation"
    x = {"x": rand(2, 4, 5, scale=3)}
    plain = {
        "relu": nn.ReLU(), "elu": nn.ELU(), "selu": nn.SELU(), "gelu": nn.GELU(), "silu": nn.SiLU(), "sigmoid": nn.Sigmoid(),
        "tanh": nn.Tanh(), "hardtanh": nn.Hardtanh(), "softplus": nn.Softplus(), "leakyRelu": nn.LeakyReLU(),
        "mish": nn.Mish(), "relu6": nn.ReLU6(), "hardSigmoid": nn.Hardsigmoid(), "hardSwish": nn.Hardswish(),
    }
    for name, module in plain.items():
        case(f, name, {}, module, x)
    case(f, "leakyRelu", {"slope": 0.2}, nn.LeakyReLU(0.2), x)
    case(f, "elu", {"alpha": 0.5}, nn.ELU(0.5), x)
    case(f, "hardtanh", {"min": -0.5, "max": 2}, nn.Hardtanh(-0.5, 2), x)
    case(f, "softmax", {"axis": 1}, nn.Softmax(1), x)
    case(f, "softmax", {"axis": -1}, nn.Softmax(-1), x)
    case(f, "logSoftmax", {"axis": -1}, nn.LogSoftmax(-1), x)
    case(f, "glu", {"axis": 1}, nn.GLU(1), x)
    case(f, "glu", {"axis": -1}, nn.GLU(-1), {"x": rand(2, 3, 6)})
    case(f, "prelu", {}, nn.PReLU(), x)
    case(f, "prelu", {"perChannel": True}, nn.PReLU(4), x)


def resampling():
    f = "pooling"
    image, line = {"x": rand(2, 3, 7, 6)}, {"x": rand(2, 3, 9)}
    case(f, "maxPool1d", {"kernelSize": 2}, nn.MaxPool1d(2), line)
    case(f, "maxPool2d", {"kernelSize": 2}, nn.MaxPool2d(2), image)
    case(f, "maxPool2d", {"kernelSize": 3, "stride": 2, "padding": 1}, nn.MaxPool2d(3, 2, 1), image)
    case(f, "maxPool2d", {"kernelSize": [1, 2]}, nn.MaxPool2d((1, 2)), image)
    case(f, "averagePool1d", {"kernelSize": 2}, nn.AvgPool1d(2), line)
    case(f, "averagePool2d", {"kernelSize": [2, 3]}, nn.AvgPool2d((2, 3)), image)
    case(f, "averagePool2d", {"kernelSize": 3, "stride": 2, "padding": 1}, nn.AvgPool2d(3, 2, 1), image)
    case(f, "globalAveragePool", {}, lambda x: x.mean((2, 3), keepdim=True), image)
    g = "upsample"
    case(g, "upsampleNearest", {"scale": 2}, nn.Upsample(scale_factor=2), line)
    case(g, "upsampleNearest", {"scale": [2, 3]}, nn.Upsample(scale_factor=(2, 3)), {"x": rand(2, 2, 3, 2)})
    case(g, "upsampleLinear", {"scale": 2}, nn.Upsample(scale_factor=2, mode="linear"), line)
    case(g, "upsampleLinear", {"scale": [2, 4]}, nn.Upsample(scale_factor=(2, 4), mode="bilinear"), {"x": rand(2, 2, 3, 4)})
    case(g, "upsampleLinear", {"scale": 2, "alignCorners": True}, nn.Upsample(scale_factor=2, mode="linear", align_corners=True), line)
    case(g, "upsampleLinear", {"scale": [2, 2], "alignCorners": True}, nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), {"x": rand(1, 2, 3, 4)})
    case(g, "pixelShuffle", {"factor": 2}, nn.PixelShuffle(2), {"x": rand(2, 8, 2, 3)})
    case(g, "pixelUnshuffle", {"factor": 2}, nn.PixelUnshuffle(2), {"x": rand(2, 2, 4, 6)})
    h = "pad"
    case(h, "reflectPad", {"pads": [[3, 2]]}, nn.ReflectionPad1d((3, 2)), {"x": rand(2, 2, 6)})
    case(h, "reflectPad", {"pads": [[1, 2], [3, 0]]}, nn.ReflectionPad2d((3, 0, 1, 2)), {"x": rand(1, 2, 4, 5)})
    case(h, "zeroPad", {"pads": [[1, 2], [3, 0]]}, nn.ZeroPad2d((3, 0, 1, 2)), {"x": rand(1, 2, 4, 5)})
    case(h, "zeroPad", {"pads": [[-1, 2]]}, nn.ZeroPad1d((-1, 2)), {"x": rand(1, 2, 5)}, name="negative pads crop")
    case(h, "replicatePad", {"pads": [[2, 1]]}, nn.ReplicationPad1d((2, 1)), {"x": rand(2, 2, 4)})


def parts(z):
    return (z.real, z.imag)


def complex_(op):
    return lambda ar, ai, br, bi: parts(op(torch.complex(ar, ai), torch.complex(br, bi)))


def algebra():
    f = "complex"
    pair = {"ar": rand(2, 3), "ai": rand(2, 3), "br": rand(2, 3), "bi": rand(2, 3)}
    case(f, "complexAdd", {}, complex_(lambda a, b: a + b), pair)
    case(f, "complexSub", {}, complex_(lambda a, b: a - b), pair)
    case(f, "complexMul", {}, complex_(lambda a, b: a * b), pair)
    case(f, "complexDiv", {}, complex_(lambda a, b: a / b), pair)
    one = {"ar": rand(2, 3), "ai": rand(2, 3)}
    case(f, "complexConj", {}, lambda r, i: parts(torch.complex(r, i).conj().resolve_conj()), one)
    case(f, "complexAbs", {}, lambda r, i: torch.complex(r, i).abs(), one)
    case(f, "complexScale", {}, lambda r, i, s: parts(torch.complex(r, i) * s), {**one, "s": rand(2, 1)})
    case(f, "complexMatMul", {}, complex_(lambda a, b: a @ b),
         {"ar": rand(2, 3), "ai": rand(2, 3), "br": rand(3, 4), "bi": rand(3, 4)})
    case(f, "complexPhase", {}, lambda r, i: torch.complex(r, i).angle(), {"ar": rand(3, 4), "ai": rand(3, 4)})
    case(f, "fromPolar", {}, lambda m, p: parts(torch.complex(m * p.cos(), m * p.sin())), {"m": rand(2, 3), "p": rand(2, 3)})
    g = "einsum"
    for equation, a, b in [
        ("ij,jk->ik", (2, 3), (3, 4)), ("bij,bjk->bik", (2, 3, 4), (2, 4, 2)), ("bcft,cdf->bdft", (2, 3, 4, 2), (3, 2, 4)),
        ("bhqd,bhkd->bhqk", (2, 2, 3, 4), (2, 2, 5, 4)), ("i,j->ij", (3,), (4,)), ("bi,bi->b", (2, 3), (2, 3)),
        ("bct,c->bt", (2, 3, 4), (3,)), ("ijk,lj->kil", (2, 3, 4), (5, 3)), ("bi,i->bi", (2, 3), (3,)),
        ("abc,b->ac", (2, 3, 2), (3,)), ("ab,cd->", (2, 3), (2, 2)),
    ]:
        case(g, "einsum", {"equation": equation}, lambda x, y, e=equation: torch.einsum(e, x, y), {"a": rand(*a), "b": rand(*b)}, name=equation)
    h = "loss"
    est = {"estimate": rand(2, 3, 4), "target": rand(2, 3, 4)}
    case(h, "mseLoss", {}, F.mse_loss, est)
    case(h, "l1Loss", {}, F.l1_loss, est)


convolutions()
normalisations()
activations()
resampling()
algebra()
for family, cases in families.items():
    with open(os.path.join(OUT, f"nn-{family}.json"), "w") as file:
        json.dump({"torch": torch.__version__, "cases": cases}, file, separators=(",", ":"))
    print(family, len(cases))
