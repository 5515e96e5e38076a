"""Reads event files with the TensorBoard package and prints what is in them as JSON: the last value of each tag, all steps, checksums of media."""

import hashlib
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

# 0: keep everything.
reader = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "images": 0, "audio": 0, "histograms": 0})
reader.Reload()
tags = reader.Tags()


def sha(data):
    return hashlib.sha256(data).hexdigest()


print(
    json.dumps(
        {
            "scalars": {tag: [[e.step, e.value] for e in reader.Scalars(tag)] for tag in tags["scalars"]},
            "images": {
                tag: [[e.step, e.width, e.height, sha(e.encoded_image_string)] for e in reader.Images(tag)]
                for tag in tags["images"]
            },
            "audio": {
                tag: [
                    [e.step, e.sample_rate, e.length_frames, e.content_type, sha(e.encoded_audio_string)]
                    for e in reader.Audio(tag)
                ]
                for tag in tags["audio"]
            },
            "histograms": {
                tag: [
                    [
                        e.step,
                        e.histogram_value.min,
                        e.histogram_value.max,
                        e.histogram_value.num,
                        e.histogram_value.sum,
                        e.histogram_value.sum_squares,
                        sum(e.histogram_value.bucket),
                    ]
                    for e in reader.Histograms(tag)
                ]
                for tag in tags["histograms"]
            },
        }
    )
)
