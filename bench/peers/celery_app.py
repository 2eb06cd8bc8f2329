"""Celery: one task an image, as its first steps show it, with Redis for messages and results.

https://docs.celeryq.dev/en/stable/getting-started/first-steps-with-celery.html
https://docs.celeryq.dev/en/stable/userguide/optimizing.html (short tasks: a prefetch of 64)

The image goes as base64 in a JSON message, its usual serialiser; pickle stays off, as it is by default. The
pool is prefork, a process a core, each with a network of its own.
"""

import base64
import os
from collections.abc import Callable, Sequence

from celery import Celery
from celery.signals import worker_process_init

from bench.peers.network import Answer, classifier

PREFETCH = int(os.environ.get("PEER_PREFETCH", "64"))

_network: list[Callable[[Sequence[bytes]], list[Answer]]] = []

app = Celery("peers", broker=os.environ.get("PEER_REDIS"), backend=os.environ.get("PEER_REDIS"))
app.conf.worker_prefetch_multiplier = PREFETCH


@worker_process_init.connect
def load(**_: object) -> None:
    """In each process of the pool, before its first task."""
    _network.append(classifier())


@app.task
def classify(image: str) -> Answer:
    """The answer for a JPEG in base64."""
    return _network[0]([base64.b64decode(image)])[0]
