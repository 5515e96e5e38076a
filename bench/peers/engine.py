"""PyTorch as the peer of the engine's figures: twins of bench/engine/models, answering a line of JSON with a line of JSON until its input ends.

  engine.py MODEL MODE FOLDER      MODE is forward or step; FOLDER holds weights.safetensors and batch.safetensors (x and y, one or more batches)
  {"do": "run", "runs"}            milliseconds of each run, by the clock and of the processor, and the last loss
  {"do": "losses", "steps"}        the losses of so many steps of Adam, batch after batch, over and over
  {"do": "memory"}                 the process's peak so far, in bytes
"""

import json
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "2")

import torch  # noqa: E402  (after the number of threads is set)
from torch import nn  # noqa: E402

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))


def load_file(path):
    """The tensors of a safetensors file: a length, a JSON header, the elements."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(data[start:end], dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return tensors


class UNet(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        for level, out in enumerate(channels):
            inside = 1 if level == 0 else channels[level - 1]
            self.encoder.append(nn.ModuleDict({"conv": nn.Conv2d(inside, out, 5, 2, 2), "norm": nn.BatchNorm2d(out)}))
            last = level == len(channels) - 1
            up = nn.ModuleDict({"conv": nn.ConvTranspose2d(out if last else 2 * out, inside, 5, 2, 2)})
            if level > 0:
                up["norm"] = nn.BatchNorm2d(inside)
            self.decoder.append(up)

    def forward(self, x):
        skips, value = [], x
        for level in self.encoder:
            skips.append(value)
            value = nn.functional.leaky_relu(level["norm"](level["conv"](value)), 0.2)
        for level in range(len(self.decoder) - 1, -1, -1):
            up, skip = self.decoder[level], skips[level]
            value = up["conv"](value, output_size=skip.shape[2:])
            if level > 0:
                value = torch.cat([nn.functional.relu(up["norm"](value)), skip], 1)
        return x * torch.sigmoid(value)


class Block(nn.Module):
    def __init__(self, dilation):
        super().__init__()
        setattr(self, "in", nn.Conv1d(128, 512, 1))
        self.activation1, self.norm1 = nn.PReLU(), nn.GroupNorm(1, 512, eps=1e-8)
        self.depthwise = nn.Conv1d(512, 512, 3, groups=512, dilation=dilation, padding=dilation)
        self.activation2, self.norm2 = nn.PReLU(), nn.GroupNorm(1, 512, eps=1e-8)
        self.skip, self.residual = nn.Conv1d(512, 128, 1), nn.Conv1d(512, 128, 1)

    def forward(self, x):
        inner = self.norm1(self.activation1(getattr(self, "in")(x)))
        inner = self.norm2(self.activation2(self.depthwise(inner)))
        return x + self.residual(inner), self.skip(inner)


class ConvTasnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.bottleneck = nn.GroupNorm(1, 512, eps=1e-8), nn.Conv1d(512, 128, 1)
        self.blocks = nn.ModuleList(Block(2 ** (n % 8)) for n in range(24))
        self.activation, self.mask = nn.PReLU(), nn.Conv1d(128, 1024, 1)

    def forward(self, x):
        value, total = self.bottleneck(self.norm(x)), 0
        for block in self.blocks:
            value, skip = block(value)
            total = total + skip
        masks = torch.sigmoid(self.mask(self.activation(total)))
        return masks.view(x.shape[0], 2, 512, -1) * x[:, None]


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        setattr(self, "in", nn.Linear(512, 1536))
        self.out = nn.Linear(512, 512)

    def forward(self, x):
        query, key, value = (part.unflatten(-1, (8, 64)).transpose(1, 2) for part in getattr(self, "in")(x).chunk(3, -1))
        mixed = nn.functional.scaled_dot_product_attention(query, key, value)
        return self.out(mixed.transpose(1, 2).flatten(2))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(512), Attention()
        self.norm2, self.linear1, self.linear2 = nn.LayerNorm(512), nn.Linear(512, 2048), nn.Linear(2048, 512)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.linear2(nn.functional.gelu(self.linear1(self.norm2(x))))


class Blstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(512, 512, 3, bidirectional=True)

    def forward(self, x):
        return self.lstm(x)[0]


models = {
    "unet": lambda: UNet([16, 32, 64, 128, 256, 512]),
    "small-unet": lambda: UNet([8, 16, 32]),
    "conv-tasnet": ConvTasnet,
    "transformer": Transformer,
    "blstm": Blstm,
}
name, mode, folder = sys.argv[1:4]
model = models[name]()
model.load_state_dict(load_file(f"{folder}/weights.safetensors"))
batches = load_file(f"{folder}/batch.safetensors")
count = len(batches) // 2
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
seen = 0


def forward():
    with torch.inference_mode():
        return nn.functional.mse_loss(model(batches["x0"]), batches["y0"]).item()


def step():
    global seen
    n = seen % count
    seen += 1
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(batches[f"x{n}"]), batches[f"y{n}"])
    loss.backward()
    optimizer.step()
    return loss.item()


model.train(mode == "step")
work = forward if mode == "forward" else step


def run(runs):
    times, busy = [], []
    for _ in range(runs):
        start, busy_start = time.perf_counter(), time.process_time()
        loss = work()
        times.append(1000 * (time.perf_counter() - start))
        busy.append(1000 * (time.process_time() - busy_start))
    return {"milliseconds": times, "busyMilliseconds": busy, "loss": loss}


def memory():
    with open("/proc/self/status") as status:
        return {"bytes": next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))}


answers = {"run": run, "losses": lambda steps: {"losses": [step() for _ in range(steps)]}, "memory": memory}
for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(answers[question.pop("do")](**question)), flush=True)
