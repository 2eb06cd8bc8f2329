"""What the decoder says arrives in pieces, and is believed only where it makes sense."""

import json
import os
import struct

import pytest

from imaging.video.wire import About, BadMessage, End, Frame, Message, Progress, Receiver, send

SAID: list[Message] = [
    About(640, 480, 3.0),
    Frame(0, 0.5, b"jpeg"),
    Progress(1.5),
    About(1, 1, None),
    End("a", "b"),
]
UNSAID = [
    json.dumps({"width": width, "height": height, "seconds": 1}).encode()
    for width, height in (("1", 1), (-1, 1), (1, 2**40), (True, 1), (1.5, 1))
]

TIMES: tuple[object, ...] = (float("inf"), float("nan"), 1e308, 10**400, -1, "1", [])


def said(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">cI", kind, len(body)) + body


def written() -> bytes:
    out, into = os.pipe()
    for message in SAID:
        send(into, message)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        return pipe.read()


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_pieces_become_messages(size: int) -> None:
    data, receiver = written(), Receiver()
    heard = [m for at in range(0, len(data), size) for m in receiver.messages(data[at : at + size])]
    assert heard == SAID


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">cI", b"F", 2**31),
        struct.pack(">cI", b"F", 3) + b"abc",
        struct.pack(">cI", b"X", 2) + b"{}",
        struct.pack(">cI", b"P", 4) + b"nope",
        struct.pack(">cI", b"P", 2) + b"{}",
        *(said(b"A", body) for body in UNSAID),
        *(said(b"A", json.dumps({"width": 1, "height": 1, "seconds": at}).encode()) for at in TIMES),
        *(said(b"P", json.dumps({"at": at}).encode()) for at in TIMES),
        *(said(b"F", struct.pack(">Id", 0, at) + b"jpeg") for at in (float("inf"), float("nan"), 1e308, -1)),
    ],
)
def test_nonsense_is_not_believed(data: bytes) -> None:
    with pytest.raises(BadMessage):
        list(Receiver().messages(data))
