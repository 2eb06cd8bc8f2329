"""docker-compose.yml as Docker Compose reads it, as far as this project writes it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
ONCE = ("migrate", "caddy-volume")  # they run before the others, and end
OURS = ("migrate", "web", "worker", "sweeper")
TARGETS = {"serve", "full", "gpu"}  # of the Dockerfile, each an image

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*))?\}")


def compose(variables: Mapping[str, str] | None = None, file: Path = FILE) -> dict[str, Any]:
    """A file with `${NAME:-default}` filled in from these variables alone."""
    filled = _VARIABLE.sub(
        lambda match: (variables or {}).get(match["name"]) or match["default"] or "", file.read_text()
    )
    read: dict[str, Any] = yaml.safe_load(filled)
    return read


def image_environment() -> dict[str, str]:
    """What the Dockerfile's `ENV` lines set."""
    lines = re.findall(r"^ENV (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return dict(word.split("=", 1) for line in lines for word in line.split())
