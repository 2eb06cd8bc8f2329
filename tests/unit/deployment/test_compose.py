"""docker-compose.yml names real commands and settings, and what depends waits for the migrations."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.main import COMMANDS
from core.settings import Settings

ROOT = Path(__file__).parents[3]
OURS = ("migrate", "web", "worker", "sweeper")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    found: dict[str, Any] = compose["services"]
    return found


@pytest.mark.parametrize("name", OURS)
def test_each_service_runs_a_command_that_exists(services: dict[str, Any], name: str) -> None:
    assert services[name]["command"][0] in COMMANDS


@pytest.mark.parametrize("name", OURS)
def test_each_service_sets_only_known_settings(services: dict[str, Any], name: str) -> None:
    known = {
        str(field.validation_alias or f"BROWLINE_{name}") for name, field in Settings.model_fields.items()
    }
    assert set(services[name]["environment"]) <= {one.upper() for one in known}


@pytest.mark.parametrize("name", [name for name in OURS if name != "migrate"])
def test_nothing_serves_before_the_migrations_are_done(services: dict[str, Any], name: str) -> None:
    assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_secrets_have_no_default(services: dict[str, Any]) -> None:
    for name in OURS:
        assert ":?" in services[name]["environment"]["SECRET_KEY"]
        assert ":?" in services[name]["environment"]["DATABASE_URL"]
