"""Settings are read from the environment (or `.env`) once, and wrong ones stop the start."""

import difflib
import os
from collections.abc import Sequence

from dotenv import dotenv_values
from pydantic import ValidationError

from core.settings.checks import check
from core.settings.errors import SettingsError
from core.settings.secret_files import SecretFileError
from core.settings.values import PREFIX, Settings, name_of
from core.settings.wrong import sentence_of

CAMERA = "BROWLINE_STREAM"  # names the camera of `browline watch`, and is no setting of a server


def load_settings() -> Settings:
    """Read the environment. Raises `SettingsError` with one sentence that names what is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError(sentence_of(error)) from None
    except SecretFileError as error:
        raise SettingsError(str(error)) from None
    check(settings)
    return settings


def unknown_settings() -> list[str]:
    """A sentence for each variable, of the environment or `.env`, that looks like ours and sets nothing."""
    known = [name_of(field) for field in Settings.model_fields]
    given = {name for name in (*os.environ, *dotenv_values(".env")) if name.upper().startswith(PREFIX)}
    ours = {CAMERA, *known, *(f"{PREFIX}{field.upper()}" for field in Settings.model_fields)}
    return [_unknown(name, known) for name in sorted(given) if name.upper() not in ours]


def _unknown(name: str, known: Sequence[str]) -> str:
    by_rest = {one.removeprefix(PREFIX): one for one in known}
    near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), by_rest, 1)
    return f"{name} is no setting" + (f"; did you mean {by_rest[near[0]]}?" if near else ".")
