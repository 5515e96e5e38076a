"""Golden losses of a whole training run, from PyTorch in double precision: run with bench/peers/.venv/bin/python scripts/golden/training.py.

A network of every kind of layer that a U-Net has, so small that its weights stand in the file: strided convolution, batch norm, LeakyReLU,
transposed convolution, skip, sigmoid. Six steps of Adam on three batches. Writes test/golden/training.json. Made with torch 2.13.0.
"""

import json
import pathlib

import torch
from torch import nn

golden = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden"
torch.manual_seed(7)
steps = 6


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.norm = nn.Conv2d(1, 4, 3, 2, 1), nn.BatchNorm2d(4)
        self.up, self.out = nn.ConvTranspose2d(4, 3, 4, 2, 1), nn.Conv2d(4, 1, 1)

    def forward(self, x):
        inner = nn.functional.leaky_relu(self.norm(self.down(x)), 0.2)
        wide = torch.cat([nn.functional.relu(self.up(inner)), x], 1)
        return x * torch.sigmoid(self.out(wide))


def pack(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]}


# Drawn in float32, so that both sides begin with the same numbers.
network = Network()
weights = {name: pack(value) for name, value in network.state_dict().items() if value.is_floating_point()}
batches = [{"x": torch.rand(2, 1, 8, 10), "y": torch.rand(2, 1, 8, 10)} for _ in range(3)]

network.double()
optimizer = torch.optim.Adam(network.parameters(), lr=0.02)
losses = []
for step in range(steps):
    batch = batches[step % len(batches)]
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(network(batch["x"].double()), batch["y"].double())
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

document = {
    "versions": {"torch": torch.__version__},
    "weights": weights,
    "batches": [{name: pack(value) for name, value in batch.items()} for batch in batches],
    "losses": losses,
}
(golden / "training.json").write_text(json.dumps(document) + "\n")
