"""A real S3 server of our own, in a folder: SeaweedFS, as its package brings it."""

import http.client
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.running import free_port
from core.blobs import open_store
from core.settings import Settings

START_SECONDS = 60
TRIES = 3  # another program may take a port that was free
KEY_ID, SECRET = "browline", "not-much-of-a-secret"
IDENTITY = {
    "name": "browline",
    "credentials": [{"accessKey": KEY_ID, "secretKey": SECRET}],
    "actions": ["Admin", "Read", "Write", "List"],
}
BUCKET = "browline"  # made with its first object, unless that comes in pieces


def weed() -> str | None:
    """The server's program, or None where it is not installed."""
    return shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")


def weed_command(program: str, folder: Path, address: str, port: int) -> list[str]:
    """What runs it in an empty folder, listening for S3 on a port of an address."""
    (folder / "s3.json").write_text(json.dumps({"identities": [IDENTITY]}))
    ports = {
        name: free_port()
        for name in ("master.port", "volume.port", "filer.port")
        for name in (name, f"{name}.grpc")
    }
    options = ports | {
        "dir": folder, "ip": address, "ip.bind": address, "s3.port": port, "s3.port.grpc": free_port(),
        "s3.config": folder / "s3.json", "s3.iam": "false", "s3.port.iceberg": 0, "s3.port.lance": 0,
        "master.telemetry": "false", "master.volumeSizeLimitMB": 128, "volume.max": 50,
    }  # fmt: skip
    return [program, "server", "-filer", "-s3", *(f"-{name}={value}" for name, value in options.items())]


@contextmanager
def s3_server(program: str, folder: Path) -> Iterator[Mapping[str, str]]:
    """Run it, and give the settings that Browline needs for it, but for `BLOB_URL`."""
    for _ in range(TRIES):
        place, port = folder / f"weed-{free_port()}", free_port()
        place.mkdir()
        with (folder / "weed.log").open("wb") as log:
            server = subprocess.Popen(weed_command(program, place, "127.0.0.1", port), stdout=log, stderr=log)
        try:
            if _serves(server, port):
                reached = bucket_settings("127.0.0.1", port)
                given: dict[str, Any] = {**reached, "BLOB_URL": f"s3://{BUCKET}/made"}
                open_store(Settings(**given)).trouble(0)
                yield reached
                return
        finally:
            server.kill()  # asked to stop it takes half a minute
            server.wait()
            shutil.rmtree(place, ignore_errors=True)
    raise RuntimeError(f"the S3 server did not start:\n{(folder / 'weed.log').read_text()[-3000:]}")


def bucket_settings(address: str, port: int) -> dict[str, str]:
    """How Browline reaches a server, but for `BLOB_URL`."""
    return {
        "AWS_ENDPOINT_URL": f"http://{address}:{port}",
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }


def _serves(server: "subprocess.Popen[bytes]", port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    return False
