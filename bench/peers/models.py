"""PyTorch as the peer of the toolkit's networks: the twins of networks.py, answering a line of JSON with a line of JSON until its input ends.

  models.py CONFIG FOLDER          CONFIG is JSON: network, shape, settings, fft_size, hop_size; FOLDER holds weights.safetensors and batch0.safetensors, batch1, ... (mixture, targets)
  {"do": "run", "runs"}            milliseconds of each training step: STFT of mixture and targets, forward, mean squared error of magnitudes, backward, Adam; the last loss
  {"do": "compare", "seed", "batch"} FOLDER/ours.safetensors (training/estimate, inference/estimate, gradient/*) against double precision: the largest difference of waveforms, relative to the
                                   largest sample; the norm of the difference of all gradients, relative to theirs; the same for PyTorch's own single precision
  {"do": "memory"}                 the process's peak so far, in bytes
"""

import json
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "2")

import torch  # noqa: E402  (after the number of threads is set)
from networks import Transform, estimates, make_network  # noqa: E402

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))


def load_file(path):
    """The tensors of a safetensors file: a length, a JSON header, the elements."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(data[start:end], dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return tensors


config, folder = json.loads(sys.argv[1]), sys.argv[2]


def load(dtype, n=0):
    network = make_network(config["network"], config["shape"], config["settings"]).to(dtype)
    network.load_state_dict(load_file(f"{folder}/weights.safetensors"))
    transform = Transform(config["fft_size"], config["fft_size"], config["hop_size"], dtype)
    batch = {name: tensor.to(dtype) for name, tensor in load_file(f"{folder}/batch{n}.safetensors").items()}
    return network, transform, batch


def loss_of(network, transform, batch, seed=0):
    _, magnitude, waveform = estimates(network, transform, batch["mixture"], seed)
    return torch.nn.functional.mse_loss(magnitude, transform.forward(batch["targets"]).abs()), waveform


state = None


def run(runs):
    global state
    if state is None:
        network, transform, batch = load(torch.float32)
        state = network, transform, batch, torch.optim.Adam(network.parameters(), lr=1e-3)
    network, transform, batch, optimizer = state
    times, busy = [], []
    for _ in range(runs):
        start, busy_start = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        loss, _ = loss_of(network, transform, batch)
        loss.backward()
        optimizer.step()
        loss = loss.item()
        times.append(1000 * (time.perf_counter() - start))
        busy.append(1000 * (time.process_time() - busy_start))
    return {"milliseconds": times, "busyMilliseconds": busy, "loss": loss}


def gradients(dtype, seed, n):
    network, transform, batch = load(dtype, n)
    network.train()
    loss, waveform = loss_of(network, transform, batch, seed)
    loss.backward()
    return {name: parameter.grad for name, parameter in network.named_parameters()}, waveform().detach()


def distance(got, wanted):
    """The norm of all differences together, relative to the norm of all."""
    difference = sum((got[name] - value).square().sum() for name, value in wanted.items())
    return (difference / sum(value.square().sum() for value in wanted.values())).sqrt().item()


def compare(seed, batch):
    ours = load_file(f"{folder}/ours.safetensors")
    wanted, training = gradients(torch.float64, seed, batch)
    single, _ = gradients(torch.float32, seed, batch)
    network, transform, data = load(torch.float64, batch)
    network.eval()
    with torch.no_grad():
        inference = estimates(network, transform, data["mixture"])[2]()
    got = {name.removeprefix("gradient/"): value for name, value in ours.items() if name.startswith("gradient/")}
    if set(got) != set(wanted):
        raise SystemExit(f"only on one side: {sorted(set(got) ^ set(wanted))[:5]}")
    waveforms = {"training": training, "inference": inference}
    return {
        "waveform": max(((ours[f"{name}/estimate"] - value).abs().max() / value.abs().max()).item() for name, value in waveforms.items()),
        "gradients": distance(got, wanted),
        "single": distance(single, wanted),
        "count": len(wanted),
    }


def memory():
    with open("/proc/self/status") as status:
        return {"bytes": next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))}


answers = {"run": run, "compare": compare, "memory": memory}
for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(answers[question.pop("do")](**question)), flush=True)
