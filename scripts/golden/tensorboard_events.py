"""Writes the event file that TensorBoardEventsTest expects, with TensorBoard's own writer.

Usage: python3 scripts/golden/tensorboard_events.py driver/src/test/resources/golden/report
"""

import json
import pathlib
import struct
import sys

import tensorboard
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

target = pathlib.Path(sys.argv[1])


def event(step, **content):
    return event_pb2.Event(wall_time=1767225600.25, step=step, **content)


def value(tag, number):
    return summary_pb2.Summary.Value(tag=tag, simple_value=number)


events = [
    event(0, file_version="brain.Event:2"),
    event(300, session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START)),
    event(300, summary=summary_pb2.Summary(value=[value("train/learningRate", 0.001), value("train/loss", 2.25)])),
    event(5_000_000_000, summary=summary_pb2.Summary(value=[value("validation/größe", float("inf"))])),
]
with open(target / "events.tfrecord", "wb") as out:
    for each in events:
        data = each.SerializeToString(deterministic=True)
        length = struct.pack("<Q", len(data))
        out.write(length + struct.pack("<I", masked_crc32c(length)) + data + struct.pack("<I", masked_crc32c(data)))
(target / "events.json").write_text(json.dumps({
    "library": "tensorboard", "version": tensorboard.__version__, "dtype": "simple_value float32"}) + "\n")
