"""What commands share: settings with an error in one sentence, a migrated database, logging."""

import logging
import os
import sys
from typing import NoReturn

import click

from core.settings import Settings, SettingsError, load_settings

WRONG_USE = 2


def settings_or_exit(*, make_home: bool = True) -> Settings:
    """The settings, or one sentence on standard error and exit status 2; makes the home if it is missing."""
    try:
        settings = load_settings()
    except SettingsError as error:
        fail(str(error))
    if make_home:
        os.umask(0o077)  # what Browline stores is its owner's alone
        settings.home.mkdir(parents=True, exist_ok=True)
    return settings


def fail(sentence: str, status: int = WRONG_USE) -> NoReturn:
    """Say what is wrong and stop."""
    click.echo(f"browline: {sentence}", err=True)
    sys.exit(status)


def log_to_stderr() -> None:
    """Log as the roles do: one line an event, no file names of users."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
