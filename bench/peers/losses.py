"""Reference losses in PyTorch, double precision, from the papers' formulas; gradients by autograd.

Reads {"cases": [{"loss", "options", "inputs", "pit"?}]} from standard input and prints {"cases": [{"loss", "gradients"}]}. Shapes are
[batch, target, channel, bin, frame] for magnitudes and masks, [batch, target, channel, sample] for waveforms.
"""

import itertools
import json
import math
import sys

import torch

torch.set_default_dtype(torch.float64)
DIFFERENTIATED = ["estimateMagnitude", "estimateWaveform", "mask", "mean", "deviation"]


def mean_from(x, axis=2):
    return x.flatten(axis).mean(-1)


def component_loss(i, alpha_constant=0.5, beta_constant=0.0):
    """Xu et al. 2021, equations of the two- and three-component loss; weights normalised as in the original toolkit."""
    alpha, beta = alpha_constant, beta_constant
    if alpha + beta > 1:
        alpha, beta = alpha / (alpha + beta + 1e-8), beta / (alpha + beta + 1e-8)
    s, x, m = i["targetMagnitude"], i["mixtureMagnitude"], i["mask"]
    r = x - s
    fs, fr = m * s, m * r
    axes = (2, 3, 4)
    unit = lambda v: v / v.square().sum(axes, keepdim=True).sqrt()
    loss = (1 - alpha - beta) * mean_from((fs - s) ** 2) + alpha * mean_from(fr**2)
    return loss if beta == 0 else loss + beta * mean_from((unit(fr) - unit(r)) ** 2)


def sides(i, domain="magnitude"):
    suffix = domain.capitalize()
    return i["estimate" + suffix], i["target" + suffix]


def l1(i, domain="magnitude"):
    e, t = sides(i, domain)
    return mean_from((e - t).abs())


def l2(i, domain="magnitude"):
    e, t = sides(i, domain)
    return mean_from((e - t) ** 2)


def rmse(i, domain="magnitude"):
    return torch.sqrt(torch.nn.functional.mse_loss(*sides(i, domain)) + 1e-6)


def kl_div_loss(i, reconstruction="l1", kl_weight=1.0):
    mean, std = i["mean"], i["deviation"]
    normal = torch.distributions.Normal
    kl = torch.distributions.kl_divergence(normal(mean, std), normal(torch.zeros_like(mean), torch.ones_like(std)))
    compare = torch.nn.functional.l1_loss if reconstruction == "l1" else torch.nn.functional.mse_loss
    return compare(*sides(i)) + kl_weight * kl.mean()


def mask(i, ideal="amplitude", distance="l1"):
    t, x = i["targetMagnitude"], i["mixtureMagnitude"]
    wanted = t / x.clamp(min=1e-6)
    if ideal == "clipped":
        wanted = wanted.clamp(0, 1)
    if ideal == "binary":
        wanted = (t > x - t).double()
    return l1({"estimateMagnitude": i["mask"], "targetMagnitude": wanted}) if distance == "l1" else l2(
        {"estimateMagnitude": i["mask"], "targetMagnitude": wanted})


def ratio(signal, error, per, limit_db):
    axes = (-2, -1) if per == "source" else (-1,)
    top, bottom = signal.square().sum(axes), error.square().sum(axes)
    if limit_db:
        bottom = bottom + 10 ** (-limit_db / 10) * top
    return mean_from(-10 * torch.log10(top / bottom)) if per == "channel" else -10 * torch.log10(top / bottom)


def si_sdr_loss(i, zero_mean=False, per="source", limit_db=0):
    """Le Roux et al. 2019, equation 4; the scale per channel, as in the original toolkit."""
    e, t = sides(i, "waveform")
    if zero_mean:
        e, t = (v - v.mean(-1, keepdim=True) for v in (e, t))
    projection = (e * t).sum(-1, keepdim=True) / t.square().sum(-1, keepdim=True) * t
    return ratio(projection, e - projection, per, limit_db)


def asteroid_si_sdr(i, zero_mean=True):
    """asteroid.losses.singlesrc_neg_sisdr and pairwise_neg_sisdr: one ratio per channel, with its epsilon."""
    e, t = (v - v.mean(-1, keepdim=True) for v in sides(i, "waveform"))
    eps = 1e-8
    scaled = (e * t).sum(-1, keepdim=True) * t / (t.square().sum(-1, keepdim=True) + eps)
    losses = scaled.square().sum(-1) / ((e - scaled).square().sum(-1) + eps)
    return mean_from(-10 * torch.log10(losses + eps))


def asteroid_snr(i):
    e, t = (v - v.mean(-1, keepdim=True) for v in sides(i, "waveform"))
    losses = t.square().sum(-1) / ((e - t).square().sum(-1) + 1e-8)
    return mean_from(-10 * torch.log10(losses + 1e-8))


def snr_loss(i, per="source", limit_db=0):
    e, t = sides(i, "waveform")
    return ratio(t, t - e, per, limit_db)


def multi_stft_loss(i, resolutions=((1024, 120, 600), (2048, 240, 1200), (512, 50, 240))):
    """Yamamoto et al. 2020, equations 4 to 6, with the clamp of the usual implementation."""
    e, t = sides(i, "waveform")
    total = 0
    for fft, hop, window in resolutions:
        bins = lambda v: torch.stft(v.flatten(0, -2), fft, hop, window, torch.hann_window(window), return_complex=True)
        magnitude = lambda v: bins(v).abs().square().clamp(min=1e-7).sqrt()
        a, b = magnitude(e), magnitude(t)
        total = total + (b - a).norm() / b.norm() + (b.log() - a.log()).abs().mean()
    return total / len(resolutions)


LOSSES = dict(component_loss=component_loss, l1=l1, l2=l2, rmse=rmse, kl_div_loss=kl_div_loss, mask=mask, si_sdr_loss=si_sdr_loss,
              snr_loss=snr_loss, multi_stft_loss=multi_stft_loss, asteroid_si_sdr=asteroid_si_sdr, asteroid_snr=asteroid_snr)


def permuted(loss, i, options):
    """Every order of the estimates, the best for each item of the batch."""
    count = i["targetWaveform"].shape[1]
    orders = []
    for order in itertools.permutations(range(count)):
        turned = {k: v[:, list(order)] if k.startswith("estimate") or k == "mask" else v for k, v in i.items()}
        orders.append(loss(turned, **options).mean(1))
    return torch.stack(orders).min(0).values.mean()


def evaluate(case):
    inputs = {k: torch.tensor(v["data"]).reshape(v["shape"]) for k, v in case["inputs"].items()}
    for name in DIFFERENTIATED:
        if name in inputs:
            inputs[name].requires_grad_(True)
    terms = case["loss"] if isinstance(case["loss"], dict) else {case["loss"]: 1}
    total = 0
    for name, term in terms.items():
        options = dict(case.get("options") or {}) if not isinstance(term, dict) else {k: v for k, v in term.items() if k != "weight"}
        weight = term if not isinstance(term, dict) else term.get("weight", 1)
        value = permuted(LOSSES[name], inputs, options) if case.get("pit") else LOSSES[name](inputs, **options).mean()
        total = total + weight * value
    leaves = {k: v for k, v in inputs.items() if v.requires_grad}
    gradients = torch.autograd.grad(total, list(leaves.values()), allow_unused=True)
    return {"loss": total.item(),
            "gradients": {k: g.flatten().tolist() for k, g in zip(leaves, gradients) if g is not None}}


if __name__ == "__main__":
    cases = json.load(sys.stdin)["cases"]
    json.dump({"versions": {"torch": torch.__version__}, "cases": [evaluate(case) for case in cases]}, sys.stdout)
