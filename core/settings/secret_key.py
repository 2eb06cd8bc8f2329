"""The key that signs sessions."""

import os
import secrets

from core.settings.errors import SettingsError
from core.settings.values import Settings

SECRET_KEY_LENGTH = 32  # who guesses it offline from a cookie signs in as anybody


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: the one given, else one made once and kept in the home.

    Raises `SettingsError` when other machines can reach the server and no key was given that nobody guesses.
    """
    if not settings.on_loopback and len(settings.secret_key) < SECRET_KEY_LENGTH:
        raise SettingsError(
            f"SECRET_KEY: it must have {SECRET_KEY_LENGTH} characters or more when BROWLINE_HOST is not a "
            "loopback address; `openssl rand -hex 32` makes one."
        )
    if settings.secret_key:
        return settings.secret_key
    path = settings.home / "secret_key"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip()
