"""The peers that are asked over HTTP: how each starts, and what one sends it.

Each is set up as it was fastest among what `python -m bench.peers.sweep` tries: batches of 16, 32 and 64, waits
of 2, 5 and 20 ms, 64 to 256 connections, and the switches of its own. The defaults are in the scripts.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers.posting import post

HOST = "127.0.0.1"
MANY = 64  # images in a request, where a peer takes several
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class HttpPeer:
    """A server that answers a request for each image, or for several."""

    name: str
    command: Callable[[Path, int], list[str]]  # of its environment's bin folder and a port
    ready: str  # a path that answers 200 when it is
    requests: Callable[[Sequence[bytes]], list[bytes]]
    connections: int
    each: int = 1  # images in a request
    environment: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)  # variables that name something in its home


def _bento(programs: Path, port: int) -> list[str]:
    service = "bench.peers.bento_service:Bento"
    return [str(programs / "bentoml"), "serve", service, "--host", HOST, "--port", str(port)]


def _module(name: str) -> Callable[[Path, int], list[str]]:
    return lambda programs, port: [str(programs / "python"), "-m", name]


def _base64(image: bytes) -> str:
    return base64.b64encode(image).decode()


def bento_requests(images: Sequence[bytes], each: int = 1) -> list[bytes]:
    """Lists of so many images; the last may have fewer, and is left out where others are there."""
    lists = [images[start : start + each] for start in range(0, len(images), each)]
    whole = [some for some in lists if len(some) == each] or [(list(images) * each)[:each]]
    bodies = [json.dumps({"images": [_base64(image) for image in some]}).encode() for some in whole]
    return [post("/classify", body, _JSON) for body in bodies]


def _lit_requests(images: Sequence[bytes]) -> list[bytes]:
    bodies = [json.dumps({"image_data": _base64(image)}).encode() for image in images]
    return [post("/predict", body, _JSON) for body in bodies]


def _ray_requests(images: Sequence[bytes]) -> list[bytes]:
    return [post("/", image, "image/jpeg") for image in images]


_BENTO_ENVIRONMENT = {"BENTOML_DO_NOT_TRACK": "True"}

BENTOML = HttpPeer(
    "BentoML", _bento, "/readyz", bento_requests, connections=128, environment=_BENTO_ENVIRONMENT
)
BENTOML_MANY = HttpPeer(
    f"BentoML, {MANY} images a request",
    _bento,
    "/readyz",
    lambda images: bento_requests(images, MANY),
    connections=4,
    each=MANY,
    environment=_BENTO_ENVIRONMENT,
)
LITSERVE = HttpPeer("LitServe", _module("bench.peers.lit_server"), "/health", _lit_requests, connections=128)
RAY_SERVE = HttpPeer(
    "Ray Serve",
    _module("bench.peers.ray_app"),
    "/-/healthz",
    _ray_requests,
    connections=128,
    environment={
        "RAY_SERVE_ENABLE_HA_PROXY": "1",
        "RAY_SERVE_THROUGHPUT_OPTIMIZED": "1",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "disabled",
    },
    places={
        "RAY_SERVE_HAPROXY_CONFIG_FILE_LOC": "haproxy.cfg",
        "RAY_SERVE_HAPROXY_SOCKET_PATH": "admin.sock",
        "RAY_SERVE_HAPROXY_METRICS_SOCKET_PATH": "metrics.sock",
        "RAY_SERVE_HAPROXY_SERVER_STATE_BASE": "haproxy",
        "RAY_SERVE_HAPROXY_SERVER_STATE_FILE": "server-state",
    },
)
HTTP_PEERS = (BENTOML, BENTOML_MANY, LITSERVE, RAY_SERVE)
