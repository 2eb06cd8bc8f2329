"""`python -m bench.peers.sweep`: every peer in several settings, to choose the one in which it is fastest.

One thing at a time is set otherwise than by default. It prints images a second and milliseconds of a core an
image; the second is what to go by on a machine that others use, too. What was chosen became the defaults of
the peers' scripts and the connections of `http_peers`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from bench.bars import tell_if_busy
from bench.peers.__main__ import DIFFERENT, ENVIRONMENT, programs_of
from bench.peers.http_peers import BENTOML, BENTOML_MANY, HTTP_PEERS, LITSERVE, RAY_SERVE, HttpPeer
from bench.peers.turns import over_http
from demo.pictures import jpeg

CONNECTIONS = {
    BENTOML.name: (64, 128, 256),
    BENTOML_MANY.name: (4, 8, 16),
    LITSERVE.name: (64, 128, 256),
    RAY_SERVE.name: (64, 128, 256),
}
SETTINGS: dict[str, dict[str, tuple[str, ...]]] = {
    BENTOML.name: {"PEER_BATCH": ("16", "64"), "PEER_LATENCY_MS": ("500", "60000")},
    BENTOML_MANY.name: {"PEER_BATCH": ("64", "128")},
    LITSERVE.name: {
        "PEER_BATCH": ("16", "32", "64"),
        "PEER_WAIT_MS": ("2", "5", "20"),
        "PEER_FAST_QUEUE": ("0", "1"),
        "PEER_API_SERVERS": ("1", "2"),
    },
    RAY_SERVE.name: {
        "PEER_BATCH": ("16", "64"),
        "PEER_WAIT_MS": ("2", "5", "20"),
        "RAY_SERVE_THROUGHPUT_OPTIMIZED": ("0", "1"),
        "RAY_SERVE_ENABLE_HA_PROXY": ("0", "1"),
    },
}


@click.command()
@click.option("--seconds", default=4.0, show_default=True, help="That each setting is measured.")
@click.option("--environment", default=ENVIRONMENT, type=click.Path(path_type=Path), show_default=True)
@click.option("--only", default="", help="A peer whose name begins so.")
def main(seconds: float, environment: Path, only: str) -> None:
    """Print each as it was, also one that gave errors."""
    programs = programs_of(environment)
    tell_if_busy()
    pictures = [jpeg(seed) for seed in range(DIFFERENT)]
    for peer in HTTP_PEERS:
        for words, tried, settings in _otherwise(peer):
            if peer.name.startswith(only):
                try:
                    measured = over_http(tried, programs, settings)(pictures, seconds)
                except RuntimeError as failed:
                    found = str(failed).splitlines()[0]
                else:
                    found = f"{measured.rate:,.0f} images/s, {measured.core_ms:.2f} core-ms"
                print(f"{peer.name}, {words}: {found}", flush=True)


def _otherwise(peer: HttpPeer) -> Iterator[tuple[str, HttpPeer, dict[str, str]]]:
    for connections in CONNECTIONS[peer.name]:
        yield f"{connections} connections", replace(peer, connections=connections), {}
    for name, values in SETTINGS[peer.name].items():
        for value in values:
            yield f"{name} {value}", peer, {name: value}


if __name__ == "__main__":
    main()
