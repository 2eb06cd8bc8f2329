"""Writes a small ONNX file by hand: what FaceDetectorYN asks of one, without a package that writes them."""

import struct
from collections.abc import Sequence
from math import log
from pathlib import Path

STRIDES = (8, 16, 32)
CELLS = 4.0  # a face's box is so many cells wide and high
FLOAT, INT64 = 1, 7  # ONNX' element types


def write_bright_finder(file: Path) -> Path:
    """A detector with YuNet's outputs that takes bright cells for faces: 8 white pixels a side are one."""
    nodes, weights, outputs = b"", b"", b""
    for stride in STRIDES:
        nodes += _node("AveragePool", ["input"], [f"mean_{stride}"], _ints("kernel_shape", [stride] * 2)
                       + _ints("strides", [stride] * 2))  # fmt: skip
        for name, bias, slope in _heads(stride):
            channels = len(bias)
            weights += _tensor(f"{name}_w", [channels, 3, 1, 1], [slope / 3] * 3 * channels)
            weights += _tensor(f"{name}_b", [channels], bias)
            weights += _shape(f"{name}_s", [1, -1, channels])
            nodes += _node("Conv", [f"mean_{stride}", f"{name}_w", f"{name}_b"], [f"{name}_c"], b"")
            nodes += _node("Transpose", [f"{name}_c"], [f"{name}_t"], _ints("perm", [0, 2, 3, 1]))
            nodes += _node("Reshape", [f"{name}_t", f"{name}_s"], [name], b"")
            outputs += _field(12, _value(name, [1, None, channels]))
    graph = nodes + _field(2, b"bright") + weights + _field(11, _value("input", [1, 3, None, None])) + outputs
    model = _number(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _number(2, 13))
    file.write_bytes(model)
    return file


def _heads(stride: int) -> list[tuple[str, list[float], float]]:
    """Name, bias of each channel, and how much brightness (0 to 255) adds to each. Only stride 8 sees."""
    seen = 1 / 255 if stride == 8 else 0.0
    return [
        (f"cls_{stride}", [0.0], seen),
        (f"obj_{stride}", [1.0], 0.0),
        (f"bbox_{stride}", [0.5, 0.5, log(CELLS), log(CELLS)], 0.0),
        (f"kps_{stride}", [-0.5, 0.0, 1.5, 0.0, 0.5, 0.5, -0.5, 1.5, 1.5, 1.5], 0.0),
    ]


def _varint(value: int) -> bytes:
    value, out = value & (2**64 - 1), bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _ints(name: str, values: Sequence[int]) -> bytes:
    """One attribute of a node."""
    whole = _field(1, name.encode()) + b"".join(_number(8, value) for value in values) + _number(20, 7)
    return _field(5, whole)


def _node(kind: str, inputs: Sequence[str], outputs: Sequence[str], attributes: bytes) -> bytes:
    names = b"".join(_field(1, name.encode()) for name in inputs)
    names += b"".join(_field(2, name.encode()) for name in outputs)
    return _field(1, names + _field(3, outputs[0].encode()) + _field(4, kind.encode()) + attributes)


def _tensor(name: str, shape: Sequence[int], values: Sequence[float]) -> bytes:
    raw = struct.pack(f"<{len(values)}f", *values)
    return _initializer(name, shape, FLOAT, raw)


def _shape(name: str, values: Sequence[int]) -> bytes:
    return _initializer(name, [len(values)], INT64, struct.pack(f"<{len(values)}q", *values))


def _initializer(name: str, shape: Sequence[int], kind: int, raw: bytes) -> bytes:
    sides = b"".join(_number(1, side) for side in shape)
    return _field(5, sides + _number(2, kind) + _field(8, name.encode()) + _field(9, raw))


def _value(name: str, shape: Sequence[int | None]) -> bytes:
    """The name, element type and shape of an input or output; None is a side of any length."""
    sides = b"".join(_field(1, _field(2, b"any") if side is None else _number(1, side)) for side in shape)
    tensor = _number(1, FLOAT) + _field(2, sides)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))
