"""What stops a start."""


class SettingsError(Exception):
    """A setting is wrong or missing; the message is one sentence that names it."""
