"""A lean HTTP client for load: bodies are made beforehand, connections are kept, threads only wait."""

import http.client
import json
import threading
from collections.abc import Sequence
from typing import Any

from bench.running import Running


class Client:
    """One kept connection to a running Browline."""

    def __init__(self, server: Running) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._headers = {"Authorization": f"Bearer {server.token}"}

    def send(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> Any:  # noqa: ANN401
        """Send one request and return its JSON. Raises `RuntimeError` for anything but success."""
        headers = self._headers | ({"Content-Type": content_type} if content_type else {})
        self._connection.request(method, f"/api/v1{path}", body, headers)
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:500]!r}")
        return json.loads(data) if data else None

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def send_groups(
    server: Running, job_id: str, groups: Sequence[tuple[bytes, str]], connections: int = 3
) -> None:
    """Send prepared forms to a job over a few connections at once. Raises the first error."""
    remaining, errors = list(reversed(groups)), list[BaseException]()

    def work() -> None:
        client = Client(server)
        try:
            while remaining and not errors:
                body, content_type = remaining.pop()
                client.send("POST", f"/jobs/{job_id}/images", body, content_type)
        except BaseException as error:
            errors.append(error)
        finally:
            client.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
