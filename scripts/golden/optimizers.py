"""Golden vectors of optimizers and schedules, from PyTorch: run with bench/peers/.venv/bin/python scripts/golden/optimizers.py.

Numbers begin as float32 and are computed with in float64: PyTorch's own float32 rounding, ten steps of it, would be near the tolerance.

Writes test/golden/optimizers.json: ten steps of each optimizer on two small parameters, with gradients given; gradients clipped by norm and
value; moving averages of weights; and the values of schedules.
"""

import json
import pathlib

import torch

golden = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden"
torch.manual_seed(2)
steps = 10
start = {"a": torch.randn(2, 3).double(), "b": torch.randn(4).double()}
gradients = [{name: (torch.randn(value.shape) * 0.5).double() for name, value in start.items()} for _ in range(steps)]


def plain(tensors):
    return {name: value.detach().flatten().tolist() for name, value in tensors.items()}


def run(make):
    weights = {name: value.clone().requires_grad_() for name, value in start.items()}
    optimizer = make(weights)
    trace = []
    for gradient in gradients:
        for name, value in weights.items():
            value.grad = gradient[name].clone()
        optimizer.step()
        trace.append(plain(weights))
    slots = {
        name: {slot: value.flatten().tolist() for slot, value in optimizer.state[weight].items() if torch.is_tensor(value) and value.dim() > 0}
        for name, weight in weights.items()
    }
    return trace, slots


optim = torch.optim
cases = {
    "sgd": [
        {},
        {"lr": 0.05},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "momentum": 0.9},
        {"lr": 0.05, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01},
        {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    ],
    "adam": [{}, {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-6}, {"lr": 0.02, "weight_decay": 0.1}, {"lr": 0.02, "amsgrad": True}],
    "adamw": [{}, {"lr": 0.02, "weight_decay": 0.2}, {"lr": 0.02, "betas": (0.5, 0.9), "amsgrad": True}],
    "rmsprop": [
        {},
        {"lr": 0.02, "alpha": 0.9, "eps": 1e-6},
        {"lr": 0.02, "weight_decay": 0.1},
        {"lr": 0.02, "momentum": 0.9},
        {"lr": 0.02, "centered": True},
        {"lr": 0.02, "alpha": 0.8, "momentum": 0.9, "centered": True, "weight_decay": 0.01},
    ],
}
classes = {"sgd": optim.SGD, "adam": optim.Adam, "adamw": optim.AdamW, "rmsprop": optim.RMSprop}
optimizers = []
for name, settings in cases.items():
    for options in settings:
        trace, slots = run(lambda weights: classes[name](list(weights.values()), **options))
        optimizers.append({"optimizer": name, "options": options, "weights": trace, "slots": slots})

groups, _ = run(
    lambda weights: optim.Adam([{"params": [weights["a"]]}, {"params": [weights["b"]], "lr": 0.1, "weight_decay": 0.05}], lr=0.02)
)


def clipped(clip):
    values = [gradients[0][name].clone().requires_grad_() for name in start]
    for value, name in zip(values, start):
        value.grad = gradients[0][name].clone()
    norm = clip(values)
    return {"norm": None if norm is None else norm.item(), "gradients": {name: value.grad.flatten().tolist() for value, name in zip(values, start)}}


clips = {
    "norm": clipped(lambda values: torch.nn.utils.clip_grad_norm_(values, 0.7)),
    "loose": clipped(lambda values: torch.nn.utils.clip_grad_norm_(values, 70)),
    "value": clipped(lambda values: torch.nn.utils.clip_grad_value_(values, 0.2)),
}


class Weights(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for name, value in start.items():
            self.register_parameter(name, torch.nn.Parameter(value.clone()))


def averaged():
    module = Weights()
    average = torch.optim.swa_utils.AveragedModel(module, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.9))
    optimizer = optim.SGD(module.parameters(), lr=0.3)
    for gradient in gradients:
        for name, value in module.named_parameters():
            value.grad = gradient[name].clone()
        optimizer.step()
        average.update_parameters(module)
    return plain(dict(average.module.named_parameters()))


schedulers = optim.lr_scheduler
ticks = 40
metrics = [1.0, 0.9, 0.9, 0.89999, 0.91, 0.92, 0.9, 0.85, 0.86, 0.86, 0.86, 0.86, 0.86, 0.86, 0.86, 0.7] + [0.7] * 24


def schedule(make, metric=False):
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    values = []
    for tick in range(ticks):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(*([metrics[tick]] if metric else []))
    return values


def chained(optimizer):
    return schedulers.ChainedScheduler(
        [schedulers.LinearLR(optimizer, start_factor=0.25, total_iters=4), schedulers.ExponentialLR(optimizer, gamma=0.95)]
    )


def sequential(optimizer):
    parts = [
        schedulers.LinearLR(optimizer, start_factor=0.1, total_iters=10),
        schedulers.CosineAnnealingLR(optimizer, T_max=30, eta_min=0.01),
    ]
    return schedulers.SequentialLR(optimizer, parts, milestones=[10])


schedules = {
    "every": schedule(lambda o: schedulers.StepLR(o, step_size=7, gamma=0.3)),
    "steps": schedule(lambda o: schedulers.MultiStepLR(o, milestones=[3, 11, 30], gamma=0.5)),
    "exponential": schedule(lambda o: schedulers.ExponentialLR(o, gamma=0.9)),
    "cosine": schedule(lambda o: schedulers.CosineAnnealingLR(o, T_max=40, eta_min=0.05)),
    "warmUp": schedule(lambda o: schedulers.LinearLR(o, start_factor=0.2, total_iters=12)),
    "sequence": schedule(sequential),
    "product": schedule(chained),
    "plateau": schedule(lambda o: schedulers.ReduceLROnPlateau(o, factor=0.5, patience=2, cooldown=3, min_lr=0.1), metric=True),
    "plateauMax": schedule(
        lambda o: schedulers.ReduceLROnPlateau(o, mode="max", factor=0.5, patience=3, threshold=0.05, threshold_mode="abs"), metric=True
    ),
}
(golden / "optimizers.json").write_text(
    json.dumps(
        {
            "versions": {"torch": torch.__version__},
            "start": plain(start),
            "gradients": [plain(gradient) for gradient in gradients],
            "optimizers": optimizers,
            "groups": groups,
            "clips": clips,
            "average": averaged(),
            "metrics": metrics,
            "schedules": schedules,
        }
    )
    + "\n"
)
