"""Settings that are secret may come from files: `SECRET_KEY_FILE` names the file that holds `SECRET_KEY`.

An environment shows in `docker inspect`, in crash reports and to every child process; a file does not.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

SECRETS = (
    "SECRET_KEY", "METRICS_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "DATABASE_URL", "REDIS_URL",  # addresses with passwords
)  # fmt: skip


class SecretFileError(Exception):
    """A secret cannot be had from its file; the message is one sentence that names the setting."""


class SecretFiles(PydanticBaseSettingsSource):
    """What the files say that `…_FILE` names, in the environment or `.env`, without the line's end.

    Raises `SecretFileError` for one that cannot be read or is empty, and where both ways are used at once.
    """

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Nothing is asked for a field at a time."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """The secrets by the names that the environment has for them."""
        given = {**dotenv_values(".env"), **os.environ}
        named = {name: given.get(f"{name}_FILE") for name in SECRETS}
        return {name: _read(name, path, given) for name, path in named.items() if path}


def _read(name: str, path: str, given: Mapping[str, str | None]) -> str:
    if given.get(name):
        raise SecretFileError(f"{name}_FILE: {name} is set, too, and only one of them can be meant.")
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SecretFileError(f"{name}_FILE: {path} cannot be read ({reason}).") from None
    if not text:
        raise SecretFileError(f"{name}_FILE: {path} is empty.")
    return text
