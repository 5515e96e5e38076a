"""Golden vectors of recurrent layers and attention: PyTorch's outputs and gradients, in double precision, of float32 inputs.

Same files and rules as nn.py. Made with torch 2.13.0. Run: bench/peers/.venv/bin/python scripts/golden/recurrent.py
"""

import json
import os

import torch
import torch.nn as nn

OUT = os.path.join(os.path.dirname(__file__), "../../test/golden")
generator = torch.Generator().manual_seed(21)
families: dict[str, list] = {}


def rand(*shape, scale=1.0):
    """Normal numbers that are exactly float32."""
    return (torch.randn(list(shape), generator=generator, dtype=torch.float32) * scale).double()


def pack(tensor):
    t = tensor.detach()
    return {"shape": list(t.shape), "data": [float(f"{v:.9g}") for v in t.reshape(-1).tolist()]}


def flat(result):
    """The tensors of nested tuples, in order."""
    return [result] if torch.is_tensor(result) else [t for part in result for t in flat(part)]


def case(family, layer, options, module, inputs, training=False, name=None, call=None):
    inputs = {key: value.clone().requires_grad_(True) for key, value in inputs.items()}
    parameters = {}
    if isinstance(module, nn.Module):
        module.double().train(training)
        with torch.no_grad():
            for p in module.parameters():
                p.copy_(rand(*p.shape, scale=0.5))
        parameters = dict(module.named_parameters())
    outputs = flat((call or module)(*inputs.values()))
    upstream = [rand(*o.shape) for o in outputs]
    loss = sum((o * u).sum() for o, u in zip(outputs, upstream))
    wrt = {**inputs, **parameters}
    gradients = dict(zip(wrt, torch.autograd.grad(loss, list(wrt.values()), allow_unused=True)))
    families.setdefault(family, []).append({
        "name": name or f"{layer} {json.dumps(options)}{' training' if training else ''}",
        "layer": layer,
        "options": options,
        "training": training,
        "inputs": {key: pack(v) for key, v in inputs.items()},
        "parameters": {key: pack(p) for key, p in parameters.items()},
        "upstream": [pack(u) for u in upstream],
        "outputs": [pack(o) for o in outputs],
        "gradients": {key: pack(g if g is not None else torch.zeros_like(wrt[key])) for key, g in gradients.items()},
        "updates": {},
    })


def recurrent():
    kinds = {"lstm": nn.LSTM, "gru": nn.GRU}
    for layer, kind in kinds.items():
        for training in (True, False):
            case("recurrent", layer, {"hiddenSize": 3}, kind(2, 3), {"x": rand(4, 2, 2)}, training)
            case("recurrent", layer, {"hiddenSize": 2, "numLayers": 2, "bidirectional": True, "batchFirst": True},
                 kind(3, 2, 2, bidirectional=True, batch_first=True), {"x": rand(2, 3, 3)}, training)
        case("recurrent", layer, {"hiddenSize": 2, "bias": False}, kind(3, 2, bias=False), {"x": rand(3, 1, 3)}, True)
        case("recurrent", layer, {"hiddenSize": 1, "bidirectional": True}, kind(2, 1, bidirectional=True), {"x": rand(1, 2, 2)}, True,
             name=f"{layer} of one unit and one step")
        states = {"h": rand(4, 2, 2), "c": rand(4, 2, 2)} if layer == "lstm" else {"h": rand(4, 2, 2)}
        module = kind(2, 2, 2, bidirectional=True)
        call = (lambda x, h, c, m=module: m(x, (h, c))) if layer == "lstm" else (lambda x, h, m=module: m(x, h))
        for training in (True, False):
            case("recurrent", layer, {"hiddenSize": 2, "numLayers": 2, "bidirectional": True}, module,
                 {"x": rand(3, 2, 2), **states}, training, name=f"{layer} with an initial state{', training' if training else ''}", call=call)


def attention():
    f = "attention"
    m = nn.MultiheadAttention(4, 2, batch_first=True)
    case(f, "attention", {"heads": 2, "batchFirst": True}, m, {"x": rand(2, 3, 4)}, call=lambda x, m=m: m(x, x, x, need_weights=False)[0])
    m = nn.MultiheadAttention(4, 2)
    case(f, "attention", {"heads": 2}, m, {"x": rand(2, 3, 4), "key": rand(5, 3, 4), "value": rand(5, 3, 4)},
         call=lambda q, k, v, m=m: m(q, k, v, need_weights=False)[0], name="cross attention, time first")
    m = nn.MultiheadAttention(4, 2, bias=False, batch_first=True, kdim=3, vdim=5)
    case(f, "attention", {"heads": 2, "bias": False, "batchFirst": True}, m, {"x": rand(1, 2, 4), "key": rand(1, 3, 3), "value": rand(1, 3, 5)},
         call=lambda q, k, v, m=m: m(q, k, v, need_weights=False)[0], name="keys and values of other sizes, no bias")
    m = nn.MultiheadAttention(4, 2, batch_first=True)
    case(f, "attention", {"heads": 2, "batchFirst": True}, m, {"x": rand(2, 3, 4), "mask": rand(3, 3)},
         call=lambda x, mask, m=m: m(x, x, x, need_weights=False, attn_mask=mask)[0], name="with a mask that is added")
    m = nn.MultiheadAttention(4, 1, batch_first=True)
    causal = torch.triu(torch.full((3, 3), float("-inf"), dtype=torch.float64), 1)
    case(f, "attention", {"heads": 1, "batchFirst": True, "causal": True}, m, {"x": rand(2, 3, 4)},
         call=lambda x, m=m: m(x, x, x, need_weights=False, attn_mask=causal)[0])
    q, k, v = rand(2, 2, 3, 4), rand(2, 2, 5, 4), rand(2, 2, 5, 4)
    case(f, "scaledDotProduct", {}, nn.functional.scaled_dot_product_attention, {"q": q, "k": k, "v": v})
    case(f, "rotary", {"layout": "interleaved"}, rotary_interleaved, {"x": rand(1, 2, 3, 4)})
    case(f, "rotary", {"layout": "half"}, rotary_half, {"x": rand(1, 2, 3, 4)})


def angles(x, base=10000.0):
    time, size = x.shape[-2:]
    frequencies = base ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
    return torch.outer(torch.arange(time, dtype=torch.float64), frequencies)


def rotary_interleaved(x):
    """Pairs (0, 1), (2, 3), … as complex numbers times exp(i·angle): Su et al. 2021, equation 34."""
    z = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2)) * torch.polar(torch.ones_like(angles(x)), angles(x))
    return torch.view_as_real(z).reshape(x.shape)


def rotary_half(x):
    """Pairs (0, n/2), (1, n/2 + 1), …"""
    a, b = x.chunk(2, -1)
    z = torch.complex(a, b) * torch.polar(torch.ones_like(angles(x)), angles(x))
    return torch.cat([z.real, z.imag], -1)


recurrent()
attention()
for family, cases in families.items():
    with open(os.path.join(OUT, f"nn-{family}.json"), "w") as file:
        json.dump({"torch": torch.__version__, "cases": cases}, file, separators=(",", ":"))
    print(family, len(cases))
