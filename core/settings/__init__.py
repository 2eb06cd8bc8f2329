"""Settings: read from the environment (or `.env`) once, typed, and wrong ones stop the start."""

from core.settings.errors import SettingsError
from core.settings.loading import CAMERA, load_settings, unknown_settings
from core.settings.secret_key import secret_key
from core.settings.values import LOOPBACK_NAMES, EngineName, LogFormat, Settings, name_of

__all__ = [
    "CAMERA", "LOOPBACK_NAMES", "EngineName", "LogFormat", "Settings", "SettingsError",
    "load_settings", "name_of", "secret_key", "unknown_settings",
]  # fmt: skip
