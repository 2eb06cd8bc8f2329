"""LitServe: batching in as many workers as there are cores.

https://lightning.ai/docs/litserve/features/batching
https://lightning.ai/docs/litserve/speed-up-serving-by-200x (images in base64, as there)
https://lightning.ai/docs/litserve/api-reference/litserver (`fast_queue`, `num_api_servers`)
"""

import base64
import os
from collections.abc import Mapping, Sequence

import litserve

from bench.peers.network import Answer, classifier

WORKERS = int(os.environ.get("PEER_WORKERS", os.cpu_count() or 1))
BATCH = int(os.environ.get("PEER_BATCH", "32"))
WAIT_MS = float(os.environ.get("PEER_WAIT_MS", "5"))
FAST_QUEUE = os.environ.get("PEER_FAST_QUEUE", "1") == "1"
API_SERVERS = int(os.environ.get("PEER_API_SERVERS", WORKERS))


class Api(litserve.LitAPI):  # type: ignore[misc]  # not installed beside mypy
    """One worker's network."""

    def setup(self, device: str) -> None:
        """Load it, once a worker."""
        self._classify = classifier()

    def decode_request(self, request: Mapping[str, str]) -> bytes:
        """The JPEG."""
        return base64.b64decode(request["image_data"])

    def batch(self, inputs: Sequence[bytes]) -> Sequence[bytes]:
        """As they are: the network takes a list."""
        return inputs

    def predict(self, inputs: Sequence[bytes]) -> list[Answer]:
        """An answer for each."""
        return self._classify(inputs)

    def unbatch(self, output: list[Answer]) -> list[Answer]:
        """As they are: a list already."""
        return output


if __name__ == "__main__":
    server = litserve.LitServer(
        Api(max_batch_size=BATCH, batch_timeout=WAIT_MS / 1000),
        accelerator="cpu",
        devices=1,
        workers_per_device=WORKERS,
        fast_queue=FAST_QUEUE,
    )
    server.run(
        host="127.0.0.1",
        port=int(os.environ["PEER_PORT"]),
        num_api_servers=API_SERVERS,
        generate_client_file=False,
        log_level="warning",
        access_log=False,
    )
