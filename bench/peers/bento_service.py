"""BentoML: adaptive batching in each of as many workers as there are cores, `bentoml serve` as documented.

https://docs.bentoml.com/en/latest/get-started/adaptive-batching.html
https://docs.bentoml.com/en/latest/build-with-bentoml/parallelize-requests.html

A batchable API takes and returns lists; a client may send one image a request or many. Images come as base64
in JSON and not as files, since each of those would be written to the disk on its way. Of each worker one
batch is in the network while the next one gathers, so the wait is adapted, and its limit only sheds load.
"""

import base64
import os

import bentoml

from bench.peers.network import Answer, classifier

WORKERS = int(os.environ.get("PEER_WORKERS", os.cpu_count() or 1))
BATCH = int(os.environ.get("PEER_BATCH", "64"))
LATENCY_MS = int(os.environ.get("PEER_LATENCY_MS", "60000"))


@bentoml.service(workers=WORKERS, metrics={"enabled": False}, logging={"access": {"enabled": False}})
class Bento:
    """One worker's network."""

    def __init__(self) -> None:
        self._classify = classifier()

    @bentoml.api(batchable=True, max_batch_size=BATCH, max_latency_ms=LATENCY_MS)  # type: ignore[untyped-decorator]
    def classify(self, images: list[str]) -> list[Answer]:
        """An answer for each JPEG in base64."""
        return self._classify([base64.b64decode(image) for image in images])
