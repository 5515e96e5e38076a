"""Golden records of event files, made by TensorBoard's own messages and record writer.

Run from the repository root: bench/peers/.venv/bin/python scripts/golden/event-files.py
Writes test/golden/event-files.json. Made with tensorboard 2.21.0.
"""

import base64
import bisect
import io
import json
import pathlib

import tensorboard
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter, masked_crc32c


def record(event):
    buffer = io.BytesIO()
    RecordWriter(buffer).write(event.SerializeToString())
    return base64.b64encode(buffer.getvalue()).decode()


def event(step, **fields):
    return event_pb2.Event(wall_time=1700000000.25, step=step, **fields)


def summary(step, tag, **fields):
    return event(step, summary=summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, **fields)]))


def limits():
    """The limits of TensorFlow's buckets: core/lib/histogram/histogram.cc."""
    positive, limit = [], 1e-12
    while limit < 1e20:
        positive.append(limit)
        limit *= 1.1
    largest = 1.7976931348623157e308
    return [-largest, *(-x for x in reversed(positive)), 0.0, *positive, largest]


def histogram(values):
    edges = limits()
    counts = [0.0] * len(edges)
    for value in values:
        counts[bisect.bisect_left(edges, value)] += 1
    used = [n for n, count in enumerate(counts) if count > 0]
    kept = slice(max(0, used[0] - 1), used[-1] + 1)
    return summary_pb2.HistogramProto(
        min=min(values),
        max=max(values),
        num=len(values),
        sum=sum(values),
        sum_squares=sum(value * value for value in values),
        bucket_limit=edges[kept],
        bucket=counts[kept],
    )


values = [-0.5, 1.0, 1.0, 0.0, 3e-7, 1e-12, -2e-13, 0.125]
checks = [b"", b"123456789", bytes(range(256)) * 3]
golden = {
    "tensorboard": tensorboard.__version__,
    "maskedCrc32c": [
        {"base64": base64.b64encode(data).decode(), "value": int(masked_crc32c(data))} for data in checks
    ],
    "version": record(event(0, file_version="brain.Event:2")),
    "restart": record(event(42, session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START))),
    "scalar": record(summary(300, "loss/épo che", simple_value=0.15625)),
    "image": record(
        summary(
            7,
            "spectrogram/vocals",
            image=summary_pb2.Summary.Image(height=2, width=3, colorspace=3, encoded_image_string=bytes([1, 2, 3])),
        )
    ),
    "audio": record(
        summary(
            8,
            "vocals/estimate",
            audio=summary_pb2.Summary.Audio(
                sample_rate=44100,
                num_channels=2,
                length_frames=3,
                encoded_audio_string=bytes([4, 5]),
                content_type="audio/wav",
            ),
        )
    ),
    "values": values,
    "histogram": record(summary(9, "weights", histo=histogram(values))),
}
path = pathlib.Path(__file__).parents[2] / "test/golden/event-files.json"
path.write_text(json.dumps(golden, indent=2) + "\n")
print(path)
