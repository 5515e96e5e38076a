"""PyTorch twins of the networks in src/models, written from docs/models.md: the same names of weights, so that a state dict of one is one of the other.

A network is made of its name, a shape {channels, targets, bins, frames, samples} (targets is a count) and its settings; called with magnitudes [batch, channel, bin, frame]
and waveforms [batch, channel, sample] it gives a dict with mask, waveform, mean, deviation: those that it has.
"""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

IMAGE, LINE = 2, 1
KERNEL = {IMAGE: 3, LINE: 9}
FACTOR = {IMAGE: 2, LINE: 4}


def spatial(rank, image, line):
    return image if rank == IMAGE else line


class ConvBlock(nn.Module):
    def __init__(self, rank, inside, out, leak):
        super().__init__()
        conv = spatial(rank, nn.Conv2d, nn.Conv1d)
        norm = spatial(rank, nn.BatchNorm2d, nn.BatchNorm1d)
        self.conv1, self.norm1 = conv(inside, out, KERNEL[rank], padding="same", bias=False), norm(out)
        self.conv2, self.norm2 = conv(out, out, KERNEL[rank], padding="same", bias=False), norm(out)
        self.leak = leak

    def forward(self, x):
        x = F.leaky_relu(self.norm1(self.conv1(x)), self.leak)
        return F.leaky_relu(self.norm2(self.conv2(x)), self.leak)


class Up(ConvBlock):
    def __init__(self, rank, inside, out, leak, dropout):
        super().__init__(rank, 2 * out, out, leak)
        transposed = spatial(rank, nn.ConvTranspose2d, nn.ConvTranspose1d)
        self.up = transposed(inside, out, FACTOR[rank], stride=FACTOR[rank], bias=False)
        self.dropout = spatial(rank, nn.Dropout2d, nn.Dropout1d)(dropout)

    def forward(self, x, skip):
        raised = self.up(x, output_size=skip.shape[2:])
        return self.dropout(super().forward(torch.cat([raised, skip], 1)))


class Weigh(nn.Module):
    """Times a weight plus a bias, one per bin or channel; a bin's stand before the frames."""

    def __init__(self, size):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))

    def forward(self, x):
        return x * self.weight[:, None] + self.bias[:, None]


class UNet(nn.Module):
    def __init__(self, rank, shape, settings, last):
        super().__init__()
        levels, hidden = settings["levels"], settings["hidden_channels"]
        leak, dropout = settings["leak_factor"], settings["dropout_p"]
        channels, outputs = shape["channels"], shape["targets"] * shape["channels"]
        self.rank, self.shape, self.settings, self.last = rank, shape, settings, last
        if settings["normalize_input"] and rank == IMAGE:
            self.input_norm = Weigh(shape["bins"])
        widths = [channels] + [hidden * 2**level for level in range(levels)]
        self.encoder = nn.ModuleList(ConvBlock(rank, a, b, leak) for a, b in zip(widths, widths[1:]))
        self.bottleneck = ConvBlock(rank, widths[-1], 2 * widths[-1], leak)
        self.decoder = nn.ModuleList(
            Up(rank, 2 * out, out, leak, dropout if step < 3 else 0) for step, out in enumerate(reversed(widths[1:]))
        )
        setattr(self, last, spatial(rank, nn.Conv2d, nn.Conv1d)(hidden, outputs, 1))
        if settings["normalize_output"]:
            self.output_norm = Weigh(spatial(rank, shape["bins"], outputs))
        self.middle = None

    def encode(self, x):
        if self.settings["normalize_input"]:
            if self.rank == IMAGE:
                x = self.input_norm(F.layer_norm(x, x.shape[1:]))
            else:
                self.power = x.square().mean((1, 2), keepdim=True)
                x = x / (self.power + 1e-10).sqrt()
        self.skips = []
        pool = spatial(self.rank, F.max_pool2d, F.max_pool1d)
        for block in self.encoder:
            x = block(x)
            self.skips.append(x)
            x = pool(x, FACTOR[self.rank])
        return x

    def decode(self, x):
        x = self.bottleneck(x)
        for block, skip in zip(self.decoder, reversed(self.skips)):
            x = block(x, skip)
        x = getattr(self, self.last)(x)
        if self.settings["normalize_output"]:
            x = self.output_norm(x)
        if self.rank == LINE and self.settings["normalize_input"]:
            x = x * (self.power / (self.power + 1e-10).sqrt())
        return x.unflatten(1, (self.shape["targets"], self.shape["channels"]))


def units_of(settings):
    return min(settings["hidden_size"], settings["hidden_channels"] * 2 ** settings["levels"])


class Recurrent(nn.Module):
    """LSTM layers and, for a VAE, a distribution before them; parameters stand in the network itself, so this is mixed in."""

    def make_recurrent(self, features, variational):
        settings, units = self.settings, units_of(self.settings)
        if variational:
            self.mu, self.log_sigma = nn.Linear(features, features), nn.Linear(features, features)
        self.lstm = nn.LSTM(
            features, units, settings["recurrent_depth"], batch_first=True, bidirectional=True, dropout=settings["dropout_p"]
        )
        self.linear1, self.linear2 = nn.Linear(2 * units, units), nn.Linear(units, features)
        self.latent = {}

    def recur(self, x, seed=0):
        if hasattr(self, "mu"):
            mean, deviation = self.mu(x), self.log_sigma(x).exp()
            self.latent = {"mean": mean, "deviation": deviation}
            x = mean
            if self.training:
                x = mean + deviation * gaussian_noise(seed, 0, mean.shape).to(mean.dtype)
        return F.selu(self.linear2(F.selu(self.linear1(self.lstm(x)[0]))))


class Spectrogram(UNet, Recurrent):
    def __init__(self, shape, settings, recurrent=False, variational=False):
        super().__init__(IMAGE, shape, settings, "mask")
        if settings["mask_activation"] == "prelu":
            self.mask_activation = nn.PReLU()
        if recurrent:
            levels = settings["levels"]
            inner = (shape["bins"] if settings["input_axis"] == 0 else shape["frames"]) >> levels
            self.make_recurrent(settings["hidden_channels"] * 2 ** (levels - 1) * inner, variational)

    def through(self, x, seed):
        if not hasattr(self, "lstm"):
            return x
        turn = (0, 3, 1, 2) if self.settings["input_axis"] == 0 else (0, 2, 1, 3)
        laid = x.permute(turn)
        read = self.recur(laid.flatten(2), seed).unflatten(2, laid.shape[2:])
        return read.permute([turn.index(axis) for axis in range(4)])

    def activate(self, x):
        name = self.settings["mask_activation"]
        if name == "sigmoid":
            return x.sigmoid()
        if name == "softmax":
            return torch.cat([x, torch.zeros_like(x[:, :1])], 1).softmax(1)[:, :-1]
        if name == "prelu":
            return self.mask_activation(x).clamp(0, 1)
        return {"tanh": torch.tanh, "selu": F.selu, "elu": F.elu}.get(name, lambda y: y)(x).clamp(0, 1)

    def finish(self, x, seed=0):
        return self.activate(self.decode(self.through(x, seed)))

    def forward(self, magnitude, waveform=None, seed=0):
        return {"mask": self.finish(self.encode(magnitude), seed), **getattr(self, "latent", {})}


class Audio(UNet, Recurrent):
    def __init__(self, shape, settings, recurrent=False, variational=False):
        super().__init__(LINE, shape, settings, "estimate")
        if recurrent:
            features = settings["hidden_channels"] * 2 ** (settings["levels"] - 1) * settings["places_per_step"]
            self.make_recurrent(features, variational)

    def through(self, x, seed):
        if not hasattr(self, "lstm"):
            return x
        places, length = self.settings["places_per_step"], x.shape[2]
        laid = F.pad(x, (0, -length % places)).unflatten(2, (-1, places)).permute(0, 2, 1, 3)
        read = self.recur(laid.flatten(2), seed).unflatten(2, laid.shape[2:])
        return read.permute(0, 2, 1, 3).flatten(2)[..., :length]

    def finish(self, x, seed=0):
        return self.decode(self.through(x, seed))

    def forward(self, magnitude, waveform, seed=0):
        return {"waveform": self.finish(self.encode(waveform), seed), **getattr(self, "latent", {})}


class Exchange(nn.Module):
    def __init__(self, channels, bins):
        super().__init__()
        self.to_line, self.to_image = nn.Conv2d(channels, channels, (bins, 1)), nn.Conv1d(channels, channels, 1)

    def forward(self, image, line):
        def resample(x, to):
            if to < x.shape[-1]:
                return F.adaptive_avg_pool1d(x, to)
            return F.interpolate(x, to, mode="linear", align_corners=False)

        gathered = resample(self.to_line(image)[:, :, 0], line.shape[-1])
        spread = resample(self.to_image(line), image.shape[-1])
        return image + spread[:, :, None], line + gathered


class Hybrid(nn.Module):
    def __init__(self, shape, settings):
        super().__init__()
        self.spectrogram, self.waveform = Spectrogram(shape, settings, True), Audio(shape, settings, True)
        self.exchange = Exchange(settings["hidden_channels"] * 2 ** (settings["levels"] - 1), shape["bins"] >> settings["levels"])

    def forward(self, magnitude, waveform, seed=0):
        image, line = self.exchange(self.spectrogram.encode(magnitude), self.waveform.encode(waveform))
        return {"mask": self.spectrogram.finish(image), "waveform": self.waveform.finish(line)}


NETWORKS = {
    "SpectrogramNetSimple": Spectrogram,
    "SpectrogramNetLSTM": lambda shape, settings: Spectrogram(shape, settings, True),
    "SpectrogramNetVAE": lambda shape, settings: Spectrogram(shape, settings, True, True),
    "AudioNetSimple": Audio,
    "AudioNetSimpleLSTM": lambda shape, settings: Audio(shape, settings, True),
    "AudioNetVAE": lambda shape, settings: Audio(shape, settings, True, True),
    "HybridNet": Hybrid,
}


def make_network(name, shape, settings):
    return NETWORKS[name](shape, settings)


class Transform:
    """Segments to bins and back, filled up with zeros to whole hops."""

    def __init__(self, fft_size, window_size, hop_size, dtype=torch.float32):
        self.settings = dict(n_fft=fft_size, hop_length=hop_size, win_length=window_size, window=torch.hann_window(window_size, dtype=dtype))
        self.hop_size = hop_size

    def forward(self, x):
        padded = F.pad(x, (0, -x.shape[-1] % self.hop_size))
        bins = torch.stft(padded.flatten(0, -2), **self.settings, return_complex=True)
        return bins.unflatten(0, x.shape[:-1])

    def inverse(self, bins, samples):
        waves = torch.istft(bins.flatten(0, -3), **self.settings)
        return waves[:, :samples].unflatten(0, bins.shape[:-2])


def estimates(network, transform, mixture, seed=0):
    """The network's outputs, the estimates' magnitudes [batch, target, channel, bin, frame] and a function that makes their waveforms."""
    bins = transform.forward(mixture)
    output = network(bins.abs(), mixture, seed)
    total = bins[:, None] * output["mask"] if "mask" in output else 0
    if "waveform" in output:
        total = total + transform.forward(output["waveform"])
    magnitude = bins.abs()[:, None] * output["mask"] if "waveform" not in output else total.abs()

    def waveform():
        separated = transform.inverse(bins[:, None] * output["mask"], mixture.shape[-1]) if "mask" in output else 0
        return separated + output.get("waveform", 0)

    return output, magnitude, waveform


def gaussian_noise(seed, index, shape):
    """src/models/blocks/gaussian-noise.ts in NumPy: int32 arithmetic that wraps, then Box and Muller."""
    sizes = [2, *shape]
    rows, columns = 1, math.prod(sizes)
    for axis in range(len(sizes)):
        split = math.prod(sizes[:axis]), math.prod(sizes[axis:])
        if 2 * split[0] + split[1] < 2 * rows + columns:
            rows, columns = split

    def wrap(x):
        return ((np.asarray(x, dtype=np.int64) + 2**31) % 2**32 - 2**31).astype(np.int64)

    def times(a, b):
        # Exact products of int32 need more than 63 bits only at -2^31 squared, which fits.
        return wrap(np.asarray(a, np.int64) * np.asarray(b, np.int64))

    def mixed(x):
        key = times(x, -1640531527)
        state = key
        for _ in range(3):
            square = wrap(times(state, state) + key)
            state = wrap(times(square, 65536) + np.sign(square) * (np.abs(square) // 65536))
        return state

    start = mixed(wrap(wrap(seed) + times(index, 1013904243)))
    vector = mixed(wrap(np.arange(2 * rows + columns) + start))
    a, b, c = vector[:rows, None], vector[rows : 2 * rows, None], vector[None, 2 * rows :]
    integers = wrap(times(wrap(times(a, 2) + 1), c) + b).reshape(sizes).astype(np.float32)
    first, second = (part.astype(np.float64) for part in integers)
    u = np.maximum(first * 2.0**-32 + 0.5, 2.0**-33)
    return torch.from_numpy(np.sqrt(-2 * np.log(u)) * np.cos(second * (2 * math.pi * 2.0**-32)))
