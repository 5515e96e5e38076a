"""The layers of src/nn as PyTorch has them, by the names and options of test/support/torch-layers.ts.

`twin(layer, options, inputs)` is a module, or a function where there is nothing to train. It takes the inputs in their
order and gives a tensor or a tuple of them; its parameters have the names that ours have.
"""

import librosa
import torch
import torch.nn as nn
import torch.nn.functional as F


def twin(layer, options, inputs):
    """The layer for inputs of these shapes. `inputs`: tensors by name."""
    if layer in PLAIN:
        return PLAIN[layer]
    if layer in SIMPLE:
        return SIMPLE[layer](options)
    return SIZED[layer](next(iter(inputs.values())), options, inputs)


def window(options):
    names = {"kernelSize": "kernel_size", "stride": "stride", "padding": "padding", "dilation": "dilation", "groups": "groups",
             "outputPadding": "output_padding", "bias": "bias"}
    return {names[key]: value for key, value in options.items() if key in names}


def conv(kind):
    def build(x, options, _):
        if options.get("padding") == "same-tf":
            return TfSame(kind, x, options)
        return kind(x.shape[1], options["outChannels"], **window(options))

    return build


class TfSame(nn.Module):
    """TensorFlow's SAME: ceil(size / stride) outputs, the odd zero at the end. Parameters as the convolution's."""

    def __init__(self, kind, x, options):
        super().__init__()
        inner = kind(x.shape[1], options["outChannels"], **window({**options, "padding": 0}))
        self.weight, self.bias = inner.weight, inner.bias
        self.call = lambda x, w, b: (F.conv1d if x.dim() == 3 else F.conv2d)(x, w, b, inner.stride, 0, inner.dilation, inner.groups)
        reach = [d * (k - 1) + 1 for d, k in zip(inner.dilation, inner.kernel_size)]
        self.pads = [pad for axis in reversed(range(len(reach))) for pad in same_pads(x.shape[2 + axis], reach[axis], inner.stride[axis])]

    def forward(self, x):
        return self.call(F.pad(x, self.pads), self.weight, self.bias)


def same_pads(length, kernel, stride):
    total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
    return (total // 2, total - total // 2)


class WeightNorm(nn.Module):
    """A layer whose weight is g·v/|v|, with the classic names weight_g and weight_v."""

    def __init__(self, inner):
        super().__init__()
        weight = inner.weight.detach().clone()
        self.weight_g = nn.Parameter(weight.flatten(1).norm(dim=1).view([-1] + [1] * (weight.dim() - 1)))
        self.weight_v = nn.Parameter(weight)
        self.bias = nn.Parameter(inner.bias.detach().clone())
        self.inner = [inner]

    def forward(self, x):
        weight = torch._weight_norm(self.weight_v, self.weight_g, 0)
        return torch.func.functional_call(self.inner[0], {"weight": weight, "bias": self.bias}, (x,))


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


def batch_norm(x, options, _):
    kind = nn.BatchNorm2d if x.dim() == 4 else nn.BatchNorm1d
    names = {"eps": "eps", "momentum": "momentum", "affine": "affine", "trackRunningStats": "track_running_stats"}
    return kind(x.shape[1], **{names[key]: value for key, value in options.items()})


def layer_norm(x, options, _):
    shape = list(x.shape[-options.get("axes", 1):])
    return nn.LayerNorm(shape, eps=options.get("eps", 1e-5), elementwise_affine=options.get("affine", True), bias=options.get("bias", True))


def instance_norm(x, options, _):
    kind = nn.InstanceNorm2d if x.dim() == 4 else nn.InstanceNorm1d
    return kind(x.shape[1], affine=options.get("affine", False))


def recurrent(kind):
    """Initial states are further inputs."""

    def build(x, options, _):
        module = kind(x.shape[-1], options["hiddenSize"], options.get("numLayers", 1), bias=options.get("bias", True),
                      batch_first=options.get("batchFirst", False), bidirectional=options.get("bidirectional", False))
        plain = module.forward
        module.forward = lambda x, *states: plain(x, (states if len(states) == 2 else states[0]) if states else None)
        return module

    return build


def attention(x, options, inputs):
    sizes = {}
    if "key" in inputs and inputs["key"].shape[-1] != x.shape[-1]:
        sizes["kdim"] = inputs["key"].shape[-1]
    if "value" in inputs and inputs["value"].shape[-1] != x.shape[-1]:
        sizes["vdim"] = inputs["value"].shape[-1]
    module = nn.MultiheadAttention(x.shape[-1], options["heads"], bias=options.get("bias", True), batch_first=options.get("batchFirst", False), **sizes)
    plain, names = module.forward, list(inputs)

    def forward(*values):
        given = dict(zip(names, values))
        x = given["x"]
        key = given.get("key", x)
        mask = given.get("mask")
        if options.get("causal"):
            time = x.shape[1 if options.get("batchFirst") else 0]
            mask = torch.triu(torch.full((time, time), float("-inf"), dtype=x.dtype), 1)
        return plain(x, key, given.get("value", key), need_weights=False, attn_mask=mask)[0]

    module.forward = forward
    return module


def angles(x, base=10000.0):
    time, size = x.shape[-2:]
    frequencies = base ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
    return torch.outer(torch.arange(time, dtype=torch.float64), frequencies)


def turn(x):
    """exp(i·angle) in the precision of x, from double."""
    kind = torch.complex128 if x.dtype == torch.float64 else torch.complex64
    return torch.polar(torch.ones_like(angles(x)), angles(x)).to(kind)


def rotary_interleaved(x):
    """Pairs (0, 1), (2, 3), … as complex numbers times exp(i·angle): Su et al. 2021, equation 34."""
    z = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2)) * turn(x)
    return torch.view_as_real(z).reshape(x.shape)


def rotary_half(x):
    """Pairs (0, n/2), (1, n/2 + 1), …"""
    a, b = x.chunk(2, -1)
    z = torch.complex(a, b) * turn(x)
    return torch.cat([z.real, z.imag], -1)


def parts(z):
    return (z.real, z.imag)


def complex_(op):
    return lambda ar, ai, br, bi: parts(op(torch.complex(ar, ai), torch.complex(br, bi)))


def flat_pads(options):
    """PyTorch lists the last axis first."""
    return [pad for pads in reversed(options["pads"]) for pad in pads]


def pad(mode):
    return lambda options: lambda x: F.pad(x, flat_pads(options), mode=mode)


def upsample(modes):
    def build(options):
        scale = options["scale"]
        corners = {"align_corners": options["alignCorners"]} if "alignCorners" in options else {}
        return lambda x: F.interpolate(x, scale_factor=tuple(scale) if isinstance(scale, list) else scale, mode=modes[x.dim()], **corners)

    return build


def fourier(options, dtype):
    size = options.get("windowSize", options["fftSize"])
    return dict(n_fft=options["fftSize"], hop_length=options["hopSize"], win_length=size, window=torch.hann_window(size, dtype=dtype),
                normalized=options.get("normalized", False), center=options.get("center", True))


def stft(options):
    mode = "constant" if options.get("padMode") == "zeros" else "reflect"

    def run(x):
        flat = torch.stft(x.reshape(-1, x.shape[-1]), pad_mode=mode, return_complex=True, **fourier(options, x.dtype))
        return flat.reshape(*x.shape[:-1], *flat.shape[-2:])

    return run


def istft(options):
    def run(z):
        flat = torch.istft(z.reshape(-1, *z.shape[-2:]), length=options.get("lengthSamples"), **fourier(options, z.real.dtype))
        return flat.reshape(*z.shape[:-2], -1)

    return run


# Level of what is added to a signal.
QUIET = 0.05


def griffin_lim(options):
    """Perraudin, Balazs and Søndergaard 2013: the magnitudes of x, beginning with the phases of x and a little of y."""
    ahead = options.get("momentum", 0.99)

    def run(x, y):
        magnitudes, before = stft(options)(x).abs(), None
        start = stft(options)(x + y * QUIET)
        guess = start * (magnitudes / start.abs())
        for _ in range(options.get("iterations", 32)):
            found = stft(options)(istft(options)(guess))
            step = found if before is None else found - before * (ahead / (1 + ahead))
            guess, before = step * (magnitudes / step.abs()), found
        return istft(options)(guess)

    return run


def misi(options):
    """Gunawan and Sen 2010: what is missing from the mixture of x and a little of y is shared out among them."""

    def run(x, y):
        sources = torch.cat([x, y * QUIET], 1)
        magnitudes, whole = stft(options)(sources).abs(), sources.sum(1, keepdim=True)
        again = {**options, "lengthSamples": x.shape[-1]}
        signals_of = lambda phases: istft(again)(phases * (magnitudes / phases.abs()))
        signals = signals_of(stft(options)(whole))
        for _ in range(options.get("iterations", 5)):
            missing = whole - signals.sum(1, keepdim=True)
            signals = signals_of(stft(options)(signals + missing / sources.shape[1]))
        return signals

    return run


def mel(options):
    def run(spectra):
        bands = librosa.filters.mel(sr=options["sampleRate"], n_fft=options["fftSize"], n_mels=options.get("melCount", 128))
        return torch.from_numpy(bands).to(spectra.dtype) @ spectra

    return run


# Functions of the inputs alone.
PLAIN = {
    "identity": torch.clone,
    "relu": F.relu, "selu": F.selu, "gelu": F.gelu, "silu": F.silu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "softplus": F.softplus,
    "mish": F.mish, "relu6": F.relu6, "hardSigmoid": F.hardsigmoid, "hardSwish": F.hardswish,
    "globalAveragePool": lambda x: x.mean(tuple(range(2, x.dim())), keepdim=True),
    "complexAdd": complex_(lambda a, b: a + b), "complexSub": complex_(lambda a, b: a - b),
    "complexMul": complex_(lambda a, b: a * b), "complexDiv": complex_(lambda a, b: a / b), "complexMatMul": complex_(lambda a, b: a @ b),
    "complexConj": lambda r, i: parts(torch.complex(r, i).conj().resolve_conj()),
    "complexAbs": lambda r, i: torch.complex(r, i).abs(),
    "complexScale": lambda r, i, s: parts(torch.complex(r, i) * s),
    "complexPhase": lambda r, i: torch.complex(r, i).angle(),
    "fromPolar": lambda m, p: parts(torch.complex(m * p.cos(), m * p.sin())),
    "mseLoss": F.mse_loss, "l1Loss": F.l1_loss,
}

# Of the options.
SIMPLE = {
    "elu": lambda o: nn.ELU(o.get("alpha", 1.0)),
    "leakyRelu": lambda o: nn.LeakyReLU(o.get("slope", 0.01)),
    "hardtanh": lambda o: nn.Hardtanh(o.get("min", -1.0), o.get("max", 1.0)),
    "softmax": lambda o: nn.Softmax(o["axis"]),
    "logSoftmax": lambda o: nn.LogSoftmax(o["axis"]),
    "glu": lambda o: nn.GLU(o["axis"]),
    "maxPool1d": lambda o: nn.MaxPool1d(**window(o)), "maxPool2d": lambda o: nn.MaxPool2d(**window(o)),
    "averagePool1d": lambda o: nn.AvgPool1d(**window(o)), "averagePool2d": lambda o: nn.AvgPool2d(**window(o)),
    "upsampleNearest": upsample({3: "nearest", 4: "nearest"}),
    "upsampleLinear": upsample({3: "linear", 4: "bilinear"}),
    "pixelShuffle": lambda o: nn.PixelShuffle(o["factor"]), "pixelUnshuffle": lambda o: nn.PixelUnshuffle(o["factor"]),
    "zeroPad": pad("constant"), "reflectPad": pad("reflect"), "replicatePad": pad("replicate"),
    "einsum": lambda o: lambda a, b: torch.einsum(o["equation"], a, b),
    "scaledDotProduct": lambda o: lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=o.get("causal", False)),
    "rotary": lambda o: rotary_half if o.get("layout") == "half" else rotary_interleaved,
    "stft": lambda o: lambda x: parts(stft(o)(x)),
    "istft": lambda o: lambda r, i: istft(o)(torch.complex(r, i)),
    "griffinLim": griffin_lim, "misi": misi, "mel": mel,
}

# Of the first input's shape, the options, and all inputs.
SIZED = {
    "conv1d": conv(nn.Conv1d), "conv2d": conv(nn.Conv2d),
    "convTranspose1d": conv(nn.ConvTranspose1d), "convTranspose2d": conv(nn.ConvTranspose2d),
    "linear": lambda x, o, _: nn.Linear(x.shape[-1], o["outFeatures"], bias=o.get("bias", True)),
    "embedding": lambda x, o, _: nn.Embedding(o["count"], o["size"], padding_idx=o.get("paddingIndex")),
    "prelu": lambda x, o, _: nn.PReLU(x.shape[1] if o.get("perChannel") else 1),
    "weightNormConv1d": lambda x, o, i: WeightNorm(conv(nn.Conv1d)(x, o, i)),
    "weightNormConvTranspose1d": lambda x, o, i: WeightNorm(conv(nn.ConvTranspose1d)(x, o, i)),
    "weightNormLinear": lambda x, o, _: WeightNorm(nn.Linear(x.shape[-1], o["outFeatures"])),
    "batchNorm": batch_norm, "layerNorm": layer_norm, "instanceNorm": instance_norm,
    "groupNorm": lambda x, o, _: nn.GroupNorm(o["groups"], x.shape[1], eps=o.get("eps", 1e-5)),
    "rmsNorm": lambda x, o, _: nn.RMSNorm(x.shape[-1], eps=o.get("eps", 2 ** -23)),
    "globalLayerNorm": lambda x, o, _: GlobalLayerNorm(x.shape[1]),
    "lstm": recurrent(nn.LSTM), "gru": recurrent(nn.GRU),
    "attention": attention,
}
