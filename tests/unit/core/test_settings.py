"""Settings: a wrong one stops the start with one sentence that names it."""

from pathlib import Path

import pytest

from core.settings import Settings, SettingsError, load_settings, name_of, unknown_settings
from worker.lookout import LOOK_SECONDS

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BROWLINE_PORT", "http"),
        ("BROWLINE_PORT", "0"),
        ("BROWLINE_PORT", "65536"),
        ("WORKERS", "0"),
        ("WORKERS", "many"),
        ("BROWLINE_WEB_WORKERS", "0"),
        ("BROWLINE_WEB_THREADS", "1"),
        ("BATCH_MAX", "0"),
        ("BATCH_MAX", "1.5"),
        ("LEASE_SECONDS", "0"),
        ("LEASE_SECONDS", "-1"),
        ("LEASE_SECONDS", "nan"),
        ("LEASE_SECONDS", "inf"),
        ("SWEEP_SECONDS", "0"),
        ("SWEEP_SECONDS", "inf"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "forever"),
        ("BROWLINE_THRESHOLD", "0.4"),
        ("BROWLINE_THRESHOLD", "1.1"),
        ("BROWLINE_THRESHOLD", "nan"),
        ("BROWLINE_UNCERTAIN_FLAGS", "ugly"),
        ("BROWLINE_MAX_FILE_MB", "0"),
        ("BROWLINE_MAX_MEGAPIXELS", "0"),
        ("BROWLINE_MAX_REQUEST_MB", "0"),
        ("BROWLINE_MAX_REQUEST_FILES", "0"),
        ("DATABASE_URL", "mysql://localhost/browline"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "browline.db"),
        ("BLOB_URL", "ftp://bucket"),
        ("BLOB_URL", "s3://"),
        ("BLOB_URL", "s3:///prefix"),
        ("BLOB_URL", "s3://A_Bucket/prefix"),
        ("BROWLINE_PUBLIC_URL", "browline.example"),
        ("BROWLINE_TRUSTED_PROXIES", "-1"),
        ("BROWLINE_TRUSTED_PROXIES", "all"),
        ("REDIS_URL", "nonsense"),
        ("REDIS_URL", "http://localhost:6379"),
        ("BROWLINE_HOME", "/tmp/" + "x" * 120),  # noqa: S108 - never made
        ("DATABASE_URL", "postgresql://host:port/browline"),
        ("DATABASE_URL", "postgresql://host"),
        ("REDIS_URL", "redis://host:port"),
        ("REDIS_URL", "redis://"),
        ("BROWLINE_PUBLIC_URL", "https://"),
        ("BROWLINE_MODELS", "/nowhere/at/all"),
        ("MODEL", "no-such-model"),
        ("BROWLINE_FINDER", "no-such-finder"),
        ("BROWLINE_FINDER", "/nowhere/at/all.onnx"),
        ("BROWLINE_MAX_FILE_MB", "513"),
        ("BROWLINE_QUOTA_GB", "inf"),
        ("BROWLINE_JOURNAL_ADDRESSES", "perhaps"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
        ("METRICS_TOKEN", "short"),
        ("WORKER_METRICS_PORT", "8000"),
        ("WORKER_METRICS_PORT", "65536"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318"),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    sentence = str(refusal.value)
    assert sentence.startswith(f"{name}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("BROWLINE_PORT", "99999", "it must be a whole number from 1 to 65535"),
        ("BROWLINE_WEB_THREADS", "many", "it must be a whole number from 2 to 256"),
        ("workers", "1.5", "it must be a whole number from 1 to 256"),
        ("BROWLINE_MAX_FILE_MB", "-3", "it must be a whole number of 1 or more"),
        ("BROWLINE_THRESHOLD", "2", "it must be a number from 0.5 to 1"),
        ("BROWLINE_QUOTA_GB", "inf", "it must be a finite number of 0 or more"),
        ("LEASE_SECONDS", "nan", "it must be a finite number above 0"),
        ("BROWLINE_JOURNAL_ADDRESSES", "perhaps", "it must be true or false"),
        ("BROWLINE_ENGINE", "torch", "it must be litert or keras"),
        ("LOG_LEVEL", "LOUD", "it must be DEBUG, INFO, WARNING or ERROR"),
        ("BROWLINE_UNCERTAIN_FLAGS", "ugly", "only these words are known: blurred, dark, tiny, turned"),
    ],
)
def test_what_is_allowed_is_said_beside_what_was_given(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert str(refusal.value) == f"{name.upper()}: {allowed} (it is {value!r})."


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_that_is_not_text_refuses_words(monkeypatch: pytest.MonkeyPatch, field: str) -> None:
    if Settings.model_fields[field].annotation in {str, Path}:
        assert getattr(load_settings(), field) is not None
        return
    monkeypatch.setenv(name_of(field), "words")
    with pytest.raises(SettingsError, match=rf"^{name_of(field)}: .*'words'"):
        load_settings()


def test_numbers_beyond_this_machine_need_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWLINE_HOST", "0.0.0.0")  # noqa: S104
    monkeypatch.setenv("WORKER_METRICS_PORT", "9101")
    with pytest.raises(SettingsError, match=r"^WORKER_METRICS_PORT: set METRICS_TOKEN"):
        load_settings()
    monkeypatch.setenv("METRICS_TOKEN", "t" * 32)
    assert load_settings().worker_metrics_port == 9101


def test_a_store_that_is_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BLOB_URL", f"file://{tmp_path}/file")
    with pytest.raises(SettingsError, match=r"^BLOB_URL: .*is no folder"):
        load_settings()


def test_a_name_that_is_no_setting_is_told_with_the_one_that_may_be_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWLINE_PROT", "8000")
    monkeypatch.setenv("BROWLINE_WORKERS", "1")  # it is one, by its other name
    monkeypatch.setenv("BROWLINE_STREAM", "rtsp://camera/")  # nor is this one misspelt
    (tmp_path / ".env").write_text("BROWLINE_ZZZZZZZZ=1\nBROWLINE_HOSTS=x\nELSE=1\n")
    assert unknown_settings() == [
        "BROWLINE_HOSTS is no setting; did you mean BROWLINE_HOST?",
        "BROWLINE_PROT is no setting; did you mean BROWLINE_PORT?",
        "BROWLINE_ZZZZZZZZ is no setting.",
    ]


def test_a_dot_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BROWLINE_PORT=8123\nSOMETHING_ELSE=1\n")
    assert load_settings().port == 8123


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BROWLINE_PORT=8123\n")
    monkeypatch.setenv("BROWLINE_PORT", "8124")
    assert load_settings().port == 8124


@pytest.mark.parametrize(("name", "value"), [("HOME", "/root"), ("HOST", "0.0.0.0"), ("PORT", "99")])  # noqa: S104
def test_what_others_set_is_not_ours(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    before = load_settings()
    monkeypatch.setenv(name, value)
    assert load_settings() == before


def test_all_state_is_under_the_home_by_default(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.home == tmp_path / "var"
    assert settings.sql_url == f"sqlite:///{tmp_path}/var/browline.db"
    assert settings.blob_folder == tmp_path / "var" / "blobs"
    assert settings.broker_url == f"redis+socket://{tmp_path}/var/redis.sock"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_always_goes_through_psycopg_3(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://user@host/name")
    assert load_settings().sql_url == "postgresql+psycopg://user@host/name"


def test_a_given_redis_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")
    settings = load_settings()
    assert (settings.broker_url, settings.private_redis) == ("redis://elsewhere:6379/0", False)


def test_blobs_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOB_URL", "file:///srv/blobs")
    assert load_settings().blob_folder == Path("/srv/blobs")


def test_people_and_this_machine_may_reach_it_differently() -> None:
    here = Settings(host="0.0.0.0", public_url="https://b.example/")  # noqa: S104
    assert (here.base_url, here.local_url) == ("https://b.example", "http://0.0.0.0:8000")
    assert here.behind_tls
    assert not Settings(public_url="http://b.example").behind_tls


def test_it_goes_by_the_names_that_are_set() -> None:
    named = Settings(host="192.0.2.7", public_url="https://B.example:8443", trusted_hosts="a.example, [::2]")
    loopback = {"localhost", "127.0.0.1", "::1"}
    assert named.host_names == loopback | {"192.0.2.7", "b.example", "a.example", "::2"}
    assert Settings().host_names == loopback


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert Settings(host="::1", port=80).base_url == "http://[::1]:80"


def test_what_a_dead_worker_had_in_hand_waits_again_within_a_minute() -> None:
    settings = Settings()
    assert settings.lease_seconds + settings.sweep_seconds + LOOK_SECONDS < 60


def test_a_bucket_has_a_prefix_and_both_keys_or_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")  # of another program, as long as the store is a folder
    assert load_settings().bucket is None
    for url, bucket in (("s3://pictures", ("pictures", "")), ("s3://pictures/a/b/", ("pictures", "a/b"))):
        monkeypatch.setenv("BLOB_URL", url)
        with pytest.raises(SettingsError, match=r"^AWS_ACCESS_KEY_ID: .*together"):
            load_settings()
        with monkeypatch.context() as both:
            both.setenv("AWS_SECRET_ACCESS_KEY", "secret")
            (path := tmp_path / "token").write_text("for an hour\n")
            both.setenv("AWS_SESSION_TOKEN_FILE", str(path))
            assert (load_settings().bucket, load_settings().aws_session_token) == (bucket, "for an hour")
            both.setenv("AWS_ENDPOINT_URL", "store:9000")
            with pytest.raises(SettingsError, match=r"^AWS_ENDPOINT_URL: .*address"):
                load_settings()
