"""Ray Serve: `@serve.batch` in as many replicas as there are cores, behind HAProxy in its throughput mode.

https://docs.ray.io/en/latest/serve/advanced-guides/dyn-req-batch.html
https://docs.ray.io/en/latest/serve/advanced-guides/performance.html
https://docs.ray.io/en/master/kuberay/user-guides/serve-high-throughput.html (the variables of the mode)

The image is the request's body. A replica takes two batches, so that one gathers while the other is in work.
"""

import os

import ray
from ray import serve
from ray.serve.schema import LoggingConfig
from starlette.requests import Request

from bench.peers.network import Answer, classifier

WORKERS = int(os.environ.get("PEER_WORKERS", os.cpu_count() or 1))
BATCH = int(os.environ.get("PEER_BATCH", "64"))
WAIT_MS = float(os.environ.get("PEER_WAIT_MS", "5"))


@serve.deployment(
    num_replicas=WORKERS,
    max_ongoing_requests=2 * BATCH,
    ray_actor_options={"num_cpus": 1},
    logging_config=LoggingConfig(enable_access_log=False, log_level="WARNING"),
)
class Replica:
    """One replica's network."""

    def __init__(self) -> None:
        self._classify = classifier()

    @serve.batch(max_batch_size=BATCH, batch_wait_timeout_s=WAIT_MS / 1000)  # type: ignore[untyped-decorator]
    async def answers(self, images: list[bytes]) -> list[Answer]:
        """An answer for each JPEG."""
        return self._classify(images)

    async def __call__(self, request: Request) -> Answer:
        """The answer for the JPEG that is the body."""
        answer: Answer = await self.answers(await request.body())
        return answer


if __name__ == "__main__":
    ray.init(num_cpus=WORKERS, include_dashboard=False, _temp_dir=os.environ["PEER_HOME"])
    serve.start(http_options={"host": "127.0.0.1", "port": int(os.environ["PEER_PORT"])})
    serve.run(Replica.bind(), blocking=True)  # type: ignore[attr-defined]  # the decorator adds it
