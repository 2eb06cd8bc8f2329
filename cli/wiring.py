"""What commands share: settings with an error in one sentence, which home is meant, what a role tells."""

import os
import shlex
import sys
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy import make_url

from core.settings import Settings, SettingsError, load_settings, unknown_settings
from core.telemetry.logs import configure_logs
from core.telemetry.metric_files import share_numbers

WRONG_USE = 2


def settings_or_exit(*, make_home: bool = True) -> Settings:
    """The settings, or one sentence on standard error and exit status 2; makes the home if it is missing."""
    try:
        settings = load_settings()
    except SettingsError as error:
        fail(str(error))
    for sentence in unknown_settings():
        click.echo(f"browline: warning: {sentence}", err=True)
    os.umask(0o077)  # what Browline writes is its owner's alone
    if make_home:
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            fail(f"BROWLINE_HOME: {settings.home} cannot be made ({error.strerror}).")
        if not os.access(settings.home, os.W_OK | os.X_OK):
            fail(f"BROWLINE_HOME: {settings.home} cannot be written.")
    return settings


def fail(sentence: str, status: int = WRONG_USE) -> NoReturn:
    """Say what is wrong and stop."""
    click.echo(f"browline: {sentence}", err=True)
    sys.exit(status)


def require_database(url: str) -> None:
    """Stop where there is no SQLite file: a command beside a running Browline must not make another one."""
    file = make_url(url).database if url.startswith("sqlite") else None
    if file is not None and not Path(file).is_file():
        fail(f"there is no database {file}; is BROWLINE_HOME set as where Browline runs?")


def beside(settings: Settings, command: str) -> str:
    """How a command is written that is meant for this home, in whatever terminal it is typed."""
    home = f"BROWLINE_HOME={shlex.quote(str(settings.home))} " if "BROWLINE_HOME" in os.environ else ""
    return f"{home}{sys.argv[0]} {command}"


def observed(settings: Settings) -> None:
    """Log as the roles do, and count beside the processes of this part; before what counts is imported."""
    configure_logs(settings.log_format, settings.log_level)
    try:
        share_numbers()
    except SettingsError as error:
        fail(str(error))
