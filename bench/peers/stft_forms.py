"""Five ways to compute an STFT in ONNX Runtime and torch, timed in turn: why docs/engine.md chose two matrix products.

Run: bench/peers/.venv/bin/python bench/peers/stft_forms.py   (needs onnx and onnxruntime beside requirements.txt)
Prints a line per size: medians of ten runs in milliseconds, two threads. Every way is checked against torch first.
"""

import time

import numpy as np
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

torch.set_num_threads(2)
RUNS = 10


class Model:
    """Nodes and constants of one ONNX graph over frames of a signal [batch, time]."""

    def __init__(self, signal, size, hop):
        self.signal, self.size, self.hop = signal, size, hop
        self.batch, length = signal.shape
        self.frames, self.half = 1 + length // hop, size // 2
        self.window = np.hanning(size + 1)[:-1]
        self.nodes, self.constants = [], []
        self.outputs = ["re", "im"]

    def constant(self, values):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def integers(self, *values):
        return self.constant(np.array(values, dtype=np.int64))

    def node(self, kind, inputs, output=None, **attributes):
        output = output or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def padded(self):
        return self.node("Pad", ["x", self.integers(0, self.half, 0, self.half)], mode="reflect")

    def cut(self, time_last):
        """Frames by block copies: [batch, sample, frame], or [batch, frame, sample]."""
        depth = self.size // self.hop
        rows = self.frames + depth - 1
        end = self.node("Slice", [self.padded(), self.integers(0), self.integers(rows * self.hop), self.integers(1)])
        grid = self.node("Reshape", [end, self.integers(self.batch, rows, self.hop)])
        if time_last:
            grid = self.node("Transpose", [grid], perm=[0, 2, 1])
        axis = 2 if time_last else 1
        parts = [
            self.node("Slice", [grid, self.integers(j), self.integers(j + self.frames), self.integers(axis)])
            for j in range(depth)
        ]
        return self.node("Concat", parts, axis=3 - axis)

    def session(self):
        graph = helper.make_graph(
            self.nodes,
            "stft",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, self.signal.shape)],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self.outputs],
            self.constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 4
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def dft_matrices(model):
    k, n = np.arange(model.half + 1), np.arange(model.size)
    angle = -2 * np.pi * ((k[:, None] * n) % model.size) / model.size
    return [(part(angle) * model.window).astype("f4") for part in (np.cos, np.sin)]


def one_product(model):
    frames = model.cut(time_last=True)
    for matrix, name in zip(dft_matrices(model), model.outputs):
        model.node("MatMul", [model.constant(matrix), frames], name)


def convolution(model):
    alone = model.node("Unsqueeze", [model.padded(), model.integers(1)])
    kernels = np.concatenate(dft_matrices(model))[:, None]
    both = model.node("Conv", [alone, model.constant(kernels)], strides=[model.hop])
    model.nodes.append(helper.make_node("Split", [both], model.outputs, axis=1, num_outputs=2))


def dft_op(model):
    weighed = model.node("Mul", [model.cut(time_last=False), model.constant(model.window.astype("f4"))])
    column = model.node("Unsqueeze", [weighed, model.integers(3)])
    both = model.node("DFT", [column, "", model.constant(np.int64(2))], onesided=1)
    for part, name in enumerate(model.outputs):
        turned = model.node("Gather", [both, model.constant(np.int64(part))], axis=3)
        model.node("Transpose", [turned], name, perm=[0, 2, 1])


def two_products(model):
    inner = int(np.sqrt(model.size))
    while model.size % inner:
        inner -= 1
    outer, batch, frames = model.size // inner, model.batch, model.frames
    grid = model.node("Reshape", [model.cut(time_last=True), model.integers(batch, outer, inner, frames)])
    turned = model.node("Transpose", [grid], perm=[0, 2, 1, 3])
    a, b, c = np.arange(outer), np.arange(inner), np.arange(outer)
    angle = -2 * np.pi * (a * c[:, None] / outer + b[:, None, None] * c[:, None] / model.size)
    window = model.window.reshape(outer, inner).T[:, None]
    first = np.concatenate([np.cos(angle) * window, np.sin(angle) * window], axis=1).astype("f4")
    parts = model.node("MatMul", [model.constant(first), turned])
    parts = model.node("Reshape", [parts, model.integers(batch, inner, 2, outer, frames)])
    parts = model.node("Transpose", [parts], perm=[0, 3, 2, 1, 4])
    parts = model.node("Reshape", [parts, model.integers(batch, outer, 2 * inner, frames)])
    rows = -(-(model.half + 1) // outer)
    angle = -2 * np.pi * np.arange(rows)[:, None] * b / inner
    halves = [(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))]
    for half, name in zip(halves, model.outputs):
        bins = model.node("MatMul", [model.constant(np.concatenate(half, axis=1).astype("f4")), parts])
        bins = model.node("Transpose", [bins], perm=[0, 2, 1, 3])
        bins = model.node("Reshape", [bins, model.integers(batch, rows * outer, frames)])
        model.node("Slice", [bins, model.integers(0), model.integers(model.half + 1), model.integers(1)], name)


def compare(size, length, ways, batch=8):
    hop = size // 4
    signal = np.random.default_rng(size).standard_normal((batch, length)).astype("f4")
    tensor = torch.from_numpy(signal)
    window = torch.from_numpy(np.hanning(size + 1)[:-1].astype("f4"))
    run = {"torch.stft": lambda: torch.stft(tensor, size, hop, window=window, return_complex=True)}
    expected = run["torch.stft"]().numpy()
    for way in ways:
        model = Model(signal, size, hop)
        way(model)
        session = model.session()
        re, im = session.run(None, {"x": signal})
        assert np.abs(re + 1j * im - expected).max() < 1e-5 * np.abs(expected).max(), way.__name__
        run[way.__name__] = lambda session=session: session.run(None, {"x": signal})
    times = {name: [] for name in run}
    for _ in range(RUNS):
        for name, work in run.items():
            start = time.perf_counter()
            work()
            times[name].append(1e3 * (time.perf_counter() - start))
    print(size, length, {name: round(float(np.median(values)), 1) for name, values in times.items()}, flush=True)


compare(256, 44100, [two_products, one_product, convolution, dft_op])
compare(512, 44100, [two_products, one_product, convolution, dft_op])
compare(1024, 44100, [two_products, one_product, convolution, dft_op])
compare(2048, 44100, [two_products, one_product, dft_op])
compare(4096, 220500, [two_products, dft_op])
