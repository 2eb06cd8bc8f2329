"""Settings: read from the environment (or `.env`) once, typed, and wrong ones stop the start."""

import difflib
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from core.gpus import gpus
from core.labels import QUALITY_FLAGS, flag_words
from core.secret_files import SecretFileError, SecretFiles

SOCKET_PATH_LIMIT = 100  # the kernel takes 107 bytes on Linux and 103 on macOS

SECRET_KEY_LENGTH = 32  # who guesses it offline from a cookie signs in as anybody

METRICS_TOKEN_LENGTH = 16

PREFIX = "BROWLINE_"

CAMERA = "BROWLINE_STREAM"  # names the camera of `browline watch`, and is no setting of a server

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

S3 = "s3://"
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")

REDIS_SCHEMES = ("redis://", "rediss://", "redis+socket://")

_OUR_MODELS = Path(__file__).parents[1] / "models" / "artefacts"


class SettingsError(Exception):
    """A setting is wrong or missing; the message is one sentence that names it."""


EngineName = Literal["litert", "keras"]
LogFormat = Literal["auto", "human", "json"]  # auto: words on a terminal, JSON elsewhere
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def _processes(known: dict[str, Any]) -> int:
    """One a core; with Keras one a GPU, where there are any: two would only share its memory and time."""
    return (len(gpus()) if known.get("engine") == "keras" else 0) or os.cpu_count() or 1


class Settings(BaseSettings):
    """Everything that can be set from outside."""

    # home, host and port are named BROWLINE_HOME and so on; the others have the names that scripts rely on.
    model_config = SettingsConfigDict(
        env_file=".env", env_prefix=PREFIX, extra="ignore", populate_by_name=True, frozen=True
    )

    home: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    models: Path = _OUR_MODELS
    model: str = Field(default="", validation_alias="MODEL")  # a version; the default one if empty
    finder: str = ""  # likewise, or a YuNet file in .onnx
    engine: EngineName = "litert"  # what networks run with: LiteRT on the CPU, or Keras, on a GPU if there is
    workers: int = Field(default_factory=_processes, ge=1, le=256, validation_alias="WORKERS")
    web_workers: int = Field(default=1, ge=1, le=64)
    web_threads: int = Field(default=16, ge=2, le=256)
    client_seconds: Seconds = 20.0  # that a request may be waited for, beside what its size takes
    batch_max: int = Field(default=64, ge=1, le=1024, validation_alias="BATCH_MAX")
    # That bulk images may wait for others, of any job, to fill a batch; what is urgent waits for nobody.
    batch_wait_ms: int = Field(default=10, ge=0, le=1000, validation_alias="BATCH_WAIT_MS")
    lease_seconds: Seconds = Field(default=50.0, validation_alias="LEASE_SECONDS")
    sweep_seconds: Seconds = Field(default=3.0, validation_alias="SWEEP_SECONDS")
    hang_seconds: Seconds = 60.0  # over one piece of its work, before a process that classifies is killed
    worker_memory_mb: int = Field(default=3072, ge=1024)  # of each of them, what it only reads not counted
    busy_seconds: Seconds = Field(default=15.0, validation_alias="BUSY_SECONDS")
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    redis_url: str = Field(default="", validation_alias="REDIS_URL")
    blob_url: str = Field(default="", validation_alias="BLOB_URL")
    # Of a bucket. They have the names that AWS gave them; without keys the machine's own role counts.
    aws_endpoint_url: str = Field(default="", validation_alias="AWS_ENDPOINT_URL")  # empty: AWS
    aws_region: str = Field(default="", validation_alias="AWS_REGION")
    aws_access_key_id: str = Field(default="", validation_alias="AWS_ACCESS_KEY_ID")
    aws_secret_access_key: str = Field(default="", validation_alias="AWS_SECRET_ACCESS_KEY")
    retention_days: int = Field(default=30, ge=1, validation_alias="RETENTION_DAYS")
    journal_days: int = Field(default=90, ge=1, validation_alias="JOURNAL_DAYS")
    journal_addresses: bool = False  # whether the journal also keeps from where somebody came
    secret_key: str = Field(default="", validation_alias="SECRET_KEY")
    log_format: LogFormat = Field(default="auto", validation_alias="LOG_FORMAT")
    log_level: LogLevel = Field(default="INFO", validation_alias="LOG_LEVEL")
    metrics_token: str = Field(default="", validation_alias="METRICS_TOKEN")  # who has it reads /metrics
    worker_metrics_port: int = Field(default=0, ge=0, le=65535, validation_alias="WORKER_METRICS_PORT")
    otlp_endpoint: str = Field(default="", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")  # empty: no traces
    public_url: str = ""  # where people reach it, when that is not where it listens
    trusted_hosts: str = ""  # other names by which it is called, with spaces or commas between them
    trusted_proxies: int = Field(default=0, ge=0, le=8)  # in front of it, each of which names its client
    threshold: float | None = Field(default=None, ge=0.5, le=1.0)  # None: what the model's card advises
    uncertain_flags: str = ""  # a face with one of these flags is uncertain, unless its job says otherwise
    tiny_side: int = Field(default=48, ge=1)  # pixels of a face's shorter side that are not flagged tiny
    max_file_mb: int = Field(default=25, ge=1)
    max_megapixels: int = Field(default=40, ge=1)
    max_request_mb: int = Field(default=512, ge=1)
    max_video_mb: int = Field(default=500, ge=1)
    max_video_frames: int = Field(default=10_000, ge=1)  # sampled from one video
    max_sampled_mb: int = Field(default=2048, ge=1)  # that the frames of one video may take
    max_video_hours: float = Field(default=12.0, gt=0, allow_inf_nan=False)  # of the video's own time
    video_seconds: Seconds = 3600.0  # that sampling one video may take
    video_stall_seconds: Seconds = 30.0  # that its decoder may say nothing
    video_memory_mb: int = Field(default=2048, ge=512)  # of its decoder's process
    max_request_files: int = Field(default=20_000, ge=1)
    # Of one account, and 0 is no limit. They are for many who share a server; one alone never meets them.
    quota_gb: float = Field(default=1000.0, ge=0, allow_inf_nan=False)  # stored
    quota_images: int = Field(default=10_000_000, ge=0)  # stored, frames of videos among them
    quota_open_jobs: int = Field(default=1000, ge=0)  # that still receive, wait or work
    quota_requests: int = Field(default=12_000, ge=0)  # a minute
    max_waiting: int = Field(default=1_000_000, ge=0)  # images of all accounts that may wait; 0: any number

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # a folder of them, which nobody asked for
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code, then files that the environment or `.env` names, then those two."""
        return init_settings, SecretFiles(settings_cls), env_settings, dotenv_settings

    @field_validator("home", "models")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("uncertain_flags")
    @classmethod
    def _known_flags(cls, value: str) -> str:
        words = flag_words(value)
        if not set(words) <= set(QUALITY_FLAGS):
            raise ValueError(f"only these words are known: {', '.join(QUALITY_FLAGS)}")
        return " ".join(words)

    @property
    def private_redis(self) -> bool:
        """True when no `REDIS_URL` is given and Browline runs a Redis of its own."""
        return not self.redis_url

    @property
    def redis_socket(self) -> Path:
        """Unix socket of the private Redis."""
        return self.home / "redis.sock"

    @property
    def broker_url(self) -> str:
        """Where Celery finds Redis."""
        return self.redis_url or f"redis+socket://{self.redis_socket}"

    @property
    def client_url(self) -> str:
        """The same, as Redis' own client spells it."""
        return self.broker_url.replace("redis+socket://", "unix://", 1)

    @property
    def sql_url(self) -> str:
        """SQLAlchemy's address of the database; Postgres always goes through psycopg 3."""
        url = self.database_url or f"sqlite:///{self.home / 'browline.db'}"
        for scheme in ("postgres://", "postgresql://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url.removeprefix(scheme)
        return url

    @property
    def bucket(self) -> tuple[str, str] | None:
        """Name and prefix of the bucket that holds the images' bytes; None where a folder does."""
        if not self.blob_url.startswith(S3):
            return None
        name, _, prefix = self.blob_url.removeprefix(S3).partition("/")
        return name, prefix.strip("/")

    @property
    def blob_folder(self) -> Path:
        """Folder that holds the images' bytes, where there is no `bucket`."""
        return (
            Path(self.blob_url.removeprefix("file://")).absolute() if self.blob_url else self.home / "blobs"
        )

    @property
    def sweeper_pulse(self) -> Path:
        """The file that the sweeper touches after each sweep."""
        return self.home / "swept"

    @property
    def on_loopback(self) -> bool:
        """True when only this machine can reach the server."""
        return self.host in LOOPBACK_NAMES

    @property
    def for_this_machine(self) -> bool:
        """True when nobody else is meant to reach it, through a proxy neither."""
        return self.on_loopback and not (self.public_url or self.trusted_hosts or self.trusted_proxies)

    @property
    def local_url(self) -> str:
        """Address of the front page, for this machine."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """Address of the front page, for people."""
        return self.public_url.rstrip("/") or self.local_url

    @property
    def behind_tls(self) -> bool:
        """True when people reach it by https."""
        return self.public_url.startswith("https://")

    @property
    def host_names(self) -> frozenset[str]:
        """The names that a request may call the server by."""
        given = self.trusted_hosts.replace(",", " ").split()
        named = (self.host, urlsplit(self.public_url).hostname or "", *given)
        return LOOPBACK_NAMES | {name.lower().strip("[]") for name in named if name}


def load_settings() -> Settings:
    """Read the environment. Raises `SettingsError` with one sentence that names what is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        name = name_of(field) if field in Settings.model_fields else field.upper()
        raise SettingsError(f"{name}: {first['msg']} (it is {first.get('input')!r}).") from None
    except SecretFileError as error:
        raise SettingsError(str(error)) from None
    _check(settings)
    _check_addresses(settings)
    _check_files(settings)
    return settings


def name_of(field: str) -> str:
    """The variable that sets a field."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else f"{PREFIX}{field.upper()}"


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


def _check(settings: Settings) -> None:
    if "://" in settings.blob_url and not settings.blob_url.startswith(("file://", S3)):
        raise SettingsError(f"BLOB_URL: it must begin with file:// or s3:// (it is {settings.blob_url!r}).")
    if settings.bucket is not None and not BUCKET_NAME.fullmatch(settings.bucket[0]):
        raise SettingsError(f"BLOB_URL: no bucket is called like that (it is {settings.blob_url!r}).")
    if settings.bucket is not None and bool(settings.aws_access_key_id) != bool(
        settings.aws_secret_access_key
    ):
        raise SettingsError("AWS_ACCESS_KEY_ID: it and AWS_SECRET_ACCESS_KEY are set together or not at all.")
    if "max_file_mb" in settings.model_fields_set and settings.max_file_mb > settings.max_request_mb:
        raise SettingsError(
            "BROWLINE_MAX_FILE_MB: a file comes in one request; set BROWLINE_MAX_REQUEST_MB no lower than it."
        )
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
    if "max_video_mb" in settings.model_fields_set and settings.max_video_mb >= settings.max_request_mb:
        raise SettingsError(
            "BROWLINE_MAX_VIDEO_MB: a video comes in one request; set BROWLINE_MAX_REQUEST_MB higher than it."
        )
    if settings.private_redis and len(os.fsencode(settings.redis_socket)) > SOCKET_PATH_LIMIT:
        raise SettingsError(
            f"BROWLINE_HOME: this path is too long for a Redis socket (limit: {SOCKET_PATH_LIMIT} bytes)."
        )


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
    return any((folder / settings.finder).is_dir() for folder in (settings.models, _OUR_MODELS))


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
