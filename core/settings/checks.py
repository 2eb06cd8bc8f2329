"""Settings that cannot be used: by themselves, or beside one another."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from core.settings.errors import SettingsError
from core.settings.values import OUR_MODELS, Settings

SOCKET_PATH_LIMIT = 100  # the kernel takes 107 bytes on Linux and 103 on macOS

METRICS_TOKEN_LENGTH = 16

BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")

REDIS_SCHEMES = ("redis://", "rediss://", "redis+socket://")


def check(settings: Settings) -> None:
    """Make sure that they can be used; nothing is connected to. Raises `SettingsError`."""
    if settings.bucket is not None:
        _check_bucket(settings, settings.bucket[0])
    elif "://" in settings.blob_url and not settings.blob_url.startswith("file://"):
        raise SettingsError(f"BLOB_URL: it must begin with file:// or s3:// (it is {settings.blob_url!r}).")
    _check_sizes(settings)
    _check_metrics(settings)
    if settings.private_redis and len(os.fsencode(settings.redis_socket)) > SOCKET_PATH_LIMIT:
        raise SettingsError(
            f"BROWLINE_HOME: this path is too long for a Redis socket (limit: {SOCKET_PATH_LIMIT} bytes)."
        )
    _check_addresses(settings)
    _check_files(settings)


def _check_sizes(settings: Settings) -> None:
    """A file comes in one request."""
    if "max_file_mb" in settings.model_fields_set and settings.max_file_mb > settings.max_request_mb:
        raise SettingsError(
            "BROWLINE_MAX_FILE_MB: a file comes in one request; set BROWLINE_MAX_REQUEST_MB no lower than it."
        )
    if "max_video_mb" in settings.model_fields_set and settings.max_video_mb >= settings.max_request_mb:
        raise SettingsError(
            "BROWLINE_MAX_VIDEO_MB: a video comes in one request; set BROWLINE_MAX_REQUEST_MB higher than it."
        )


def _check_metrics(settings: Settings) -> None:
    """Nobody reads them who was not meant to."""
    if settings.metrics_token and len(settings.metrics_token) < METRICS_TOKEN_LENGTH:
        raise SettingsError(
            f"METRICS_TOKEN: it must have {METRICS_TOKEN_LENGTH} characters or more; `openssl rand -hex 32` "
            "makes one."
        )
    if settings.worker_metrics_port and not (settings.on_loopback or settings.metrics_token):
        raise SettingsError(
            "WORKER_METRICS_PORT: set METRICS_TOKEN, too, when BROWLINE_HOST is not a loopback address."
        )
    if settings.worker_metrics_port == settings.port:
        raise SettingsError("WORKER_METRICS_PORT: the web listens there; set another, or BROWLINE_PORT.")


def _check_bucket(settings: Settings, name: str) -> None:
    if not BUCKET_NAME.fullmatch(name):
        raise SettingsError(f"BLOB_URL: no bucket is called like that (it is {settings.blob_url!r}).")
    if bool(settings.aws_access_key_id) != bool(settings.aws_secret_access_key):
        raise SettingsError("AWS_ACCESS_KEY_ID: it and AWS_SECRET_ACCESS_KEY are set together or not at all.")


def _check_addresses(settings: Settings) -> None:
    """Make sure that each address is one; none of them is asked."""
    if not settings.sql_url.startswith(("sqlite:///", "postgresql+psycopg://")) or not _is_sql(settings):
        raise SettingsError("DATABASE_URL: it must be an address with sqlite:/// or postgresql:// before it.")
    web = ("http://", "https://")
    for name, url, schemes in (
        ("BROWLINE_PUBLIC_URL", settings.public_url, web),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", settings.otlp_endpoint, web),
        ("AWS_ENDPOINT_URL", settings.bucket and settings.aws_endpoint_url, web),
        ("REDIS_URL", settings.redis_url, REDIS_SCHEMES),
    ):
        if url and not (url.startswith(schemes) and _is_address(url)):
            raise SettingsError(f"{name}: it must be an address with {' or '.join(schemes)} before it.")


def _is_sql(settings: Settings) -> bool:
    try:
        return bool(make_url(settings.sql_url).database)
    except (ArgumentError, ValueError):  # of a port
        return False


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname or (parts.path and "socket" in parts.scheme)) and parts.port != 0
    except ValueError:
        return False


def _check_files(settings: Settings) -> None:
    """Make sure that what must be there is."""
    if not settings.models.is_dir():
        raise SettingsError(f"BROWLINE_MODELS: there is no folder {settings.models}.")
    if settings.model and not (settings.models / settings.model).is_dir():
        raise SettingsError(f"MODEL: there is no model {settings.model} in {settings.models}.")
    if settings.finder and not _finder_is_there(settings):
        raise SettingsError(
            f"BROWLINE_FINDER: there is no finder {settings.finder}, neither a version nor a file in .onnx."
        )
    if settings.bucket is None and settings.blob_folder.exists() and not settings.blob_folder.is_dir():
        raise SettingsError(f"BLOB_URL: {settings.blob_folder} is no folder.")


def _finder_is_there(settings: Settings) -> bool:
    if settings.finder.lower().endswith(".onnx"):
        return Path(settings.finder).is_file()
    return any((folder / settings.finder).is_dir() for folder in (settings.models, OUR_MODELS))
