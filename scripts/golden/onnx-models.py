"""Golden ONNX models, written by others: by hand with onnx.helper, and by PyTorch's exporter; outputs by onnxruntime.

Run with bench/peers/.venv/bin/python. Made with onnx 1.23.2, onnxruntime 1.31.1,
torch 2.13.0, numpy 2.4.6.
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

golden = pathlib.Path(__file__).parents[2] / "test" / "golden"


def run(path, feeds):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return {name: value.ravel().tolist() for name, value in zip(names, session.run(names, feeds))}


def by_hand():
    """Typed fields instead of raw bytes, Constant nodes, a weight that is listed as input, a body that captures."""
    f32 = TensorProto.FLOAT
    body = helper.make_graph(
        [
            helper.make_node("Mul", ["state_in", "decay"], ["decayed"]),
            helper.make_node("Add", ["decayed", "step"], ["state_out"]),
            helper.make_node("Identity", ["state_out"], ["scan_out"]),
        ],
        "body",
        [helper.make_tensor_value_info(name, f32, [2]) for name in ("state_in", "step")],
        [helper.make_tensor_value_info(name, f32, [2]) for name in ("state_out", "scan_out")],
    )
    nodes = [
        helper.make_node("Constant", [], ["half"], value_float=0.5),
        helper.make_node("Constant", [], ["axes"], value=numpy_helper.from_array(np.array([1], np.int64))),
        helper.make_node("Mul", ["weight", "half"], ["decay"]),
        helper.make_node("Cast", ["fp16"], ["wide"], to=f32),
        helper.make_node("Add", ["x", "wide"], ["shifted"], name="/encoder/0/Add"),
        helper.make_node("Scan", ["start", "shifted"], ["last", "all"], body=body, num_scan_inputs=1),
        helper.make_node("ReduceSum", ["all", "axes"], ["sums"], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "by hand",
        [helper.make_tensor_value_info("x", f32, ["time", 2]), helper.make_tensor_value_info("weight", f32, [2])],
        [helper.make_tensor_value_info("last", f32, [2]), helper.make_tensor_value_info("sums", f32, ["time"])],
        [
            helper.make_tensor("weight", f32, [2], [1.0, 0.5]),
            helper.make_tensor("start", f32, [2], [0.0, 1.0]),
            helper.make_tensor("fp16", TensorProto.FLOAT16, [2], [0.25, -1.5]),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv1d(1, 2, 3, padding=1)
        self.fc = torch.nn.Linear(2, 2)

    def forward(self, x):
        hidden = torch.nn.functional.gelu(self.conv(x)).transpose(1, 2)
        return torch.softmax(self.fc(hidden), dim=-1)


class Shapes(torch.nn.Module):
    """Sizes that are computed in the graph: of the first state, of groups, of a view."""

    def __init__(self):
        super().__init__()
        self.gru = torch.nn.GRU(2, 4, batch_first=True)
        self.norm = torch.nn.GroupNorm(2, 4)

    def forward(self, x):
        y, _ = self.gru(x)
        return self.norm(y.transpose(1, 2)).reshape(x.shape[0], -1)


def export(name, net, example, dynamic):
    torch.onnx.export(
        net.eval(),
        (torch.from_numpy(example),),
        golden / f"{name}.onnx",
        input_names=["x"],
        output_names=["y"],
        dynamic_axes=dynamic,
        opset_version=18,
        dynamo=False,
    )


def wave(*shape):
    return np.linspace(-1, 1, int(np.prod(shape)), dtype=np.float32).reshape(shape)


torch.manual_seed(0)
onnx.save(by_hand(), golden / "by-hand.onnx")
export("from-torch", Net(), wave(1, 1, 8), {"x": {0: "batch", 2: "time"}, "y": {0: "batch", 1: "time"}})
export("torch-shapes", Shapes(), wave(1, 3, 2), {"x": {0: "batch"}, "y": {0: "batch"}})
feeds = {
    "by-hand": np.array([[1, 2], [3, -4], [0.5, 0]], np.float32),
    "from-torch": wave(2, 1, 8),
    "torch-shapes": wave(2, 3, 2),
}
cases = {
    name: {"shape": x.shape, "x": x.ravel().tolist(), "outputs": run(golden / f"{name}.onnx", {"x": x})}
    for name, x in feeds.items()
}
(golden / "onnx-models.json").write_text(json.dumps(cases) + "\n")
