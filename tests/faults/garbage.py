"""Messages in the queue that nobody of Browline's sent."""

import base64
import json
from collections.abc import Mapping


def message(content: bytes, task: object = "browline.classify", **changes: object) -> bytes:
    """A message as kombu writes it to Redis; `changes` take the place of its fields."""
    fields: Mapping[str, object] = {
        "body": base64.b64encode(content).decode(),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {"lang": "py", "task": task, "id": "1", "root_id": "1", "eta": None, "retries": 0},
        "properties": {
            "correlation_id": "1",
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": "browline"},
            "body_encoding": "base64",
            "delivery_tag": "1",
        },
    }
    return json.dumps({**fields, **changes}).encode()


NOTHING = b'[[], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]'
GARBAGE = {
    "no-json": b"not json",
    "a-list": b"[]",
    "null": b"null",
    "a-number": b"17",
    "empty": b"",
    "no-fields": b"{}",
    "binary": bytes(range(256)),
    "half-utf-8": b'{"body": "\xc3"}',
    "utf-16": message(NOTHING).decode().encode("utf-16"),
    "huge": message(b"[" + b"1," * 4_000_000 + b"1]"),
    "deep": message(b"[" * 100_000 + b"]" * 100_000),
    "pickle": message(b"\x80\x04}.", **{"content-type": "application/x-python-serialize"}),
    "yaml": message(b"!!python/object/apply:os.system [true]", **{"content-type": "application/x-yaml"}),
    "unknown-encoding": message(NOTHING, **{"content-encoding": "klingon"}),
    "unknown-body-encoding": message(
        NOTHING, properties={"body_encoding": "rot13", "delivery_tag": "1", "delivery_info": {}}
    ),
    "no-base64": message(NOTHING, body="%%%"),
    "no-properties": message(NOTHING, properties={}),
    "no-headers": message(NOTHING, headers={}),
    "null-headers": message(NOTHING, headers=None),
    "foreign-task": message(NOTHING, "os.system"),
    "numbered-task": message(NOTHING, 17),
    "body-is-no-list": message(b'"word"'),
    "strange-eta": message(
        NOTHING, headers={"task": "browline.classify", "id": "1", "eta": "the day after tomorrow"}
    ),
    "strange-limits": message(
        NOTHING, headers={"task": "browline.classify", "id": "1", "timelimit": ["soon", {}]}
    ),
    "expired": message(
        NOTHING, headers={"task": "browline.classify", "id": "1", "expires": "2001-01-01T00:00:00"}
    ),
    "with-arguments": message(b'[["an image", 7], {"priority": 9}, {}]'),
    "with-callbacks": message(
        b'[[], {}, {"callbacks": [{"task": "os.system", "args": ["true"]}], "chain": [{"task": "x"}]}]'
    ),
}  # fmt: skip
