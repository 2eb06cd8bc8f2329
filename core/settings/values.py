"""What can be set from outside, and what follows from it."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from core.gpus import gpus
from core.labels import QUALITY_FLAGS, flag_words
from core.settings.secret_files import SecretFiles

PREFIX = "BROWLINE_"

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

S3 = "s3://"

OUR_MODELS = Path(__file__).parents[2] / "models" / "artefacts"


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
    models: Path = OUR_MODELS
    model: str = Field(default="", validation_alias="MODEL")  # a version; the default one if empty
    finder: str = ""  # likewise, or a YuNet file in .onnx
    engine: EngineName = "litert"  # what networks run with: LiteRT on the CPU, or Keras, on a GPU if there is
    workers: int = Field(default_factory=_processes, ge=1, le=256, validation_alias="WORKERS")
    web_workers: int = Field(default=1, ge=1, le=64)
    web_threads: int = Field(default=16, ge=2, le=256)
    client_seconds: Seconds = 20.0  # that a request may be waited for, beside what its size takes
    stop_seconds: int = Field(default=25, ge=1, le=3600)  # for requests under way when the web is to stop
    batch_max: int = Field(default=256, ge=1, le=1024, validation_alias="BATCH_MAX")
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
    aws_session_token: str = Field(default="", validation_alias="AWS_SESSION_TOKEN")  # of keys that end
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


def name_of(field: str) -> str:
    """The variable that sets a field."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else f"{PREFIX}{field.upper()}"
