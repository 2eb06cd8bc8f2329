"""What somebody asks for stands in the recipe, and what would mean nothing is refused."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.train import train
from models.registry import artefacts_dir
from training.config import load_config
from training.errors import RunError
from training.networks import require_weights
from training.recipe import recipe_as_asked


def serving() -> Path:
    return artefacts_dir() / "browline-2"


def test_a_name_is_kept_whatever_else_is_asked_for() -> None:
    asked = recipe_as_asked(load_config("seed"), "mobilenet_v3_small", None, serving, "mine-1", 3)
    assert (asked.version, asked.architecture, asked.epochs) == ("mine-1", "mobilenet_v3_small", 3)
    unnamed = recipe_as_asked(load_config("seed"), "mobilenet_v3_small", None, serving, None, None)
    assert (unnamed.version, unnamed.epochs) == ("seed-mobilenet_v3_small", load_config("seed").epochs)


def test_a_network_of_its_own_begins_with_no_model() -> None:
    with pytest.raises(RunError, match="begins with no model"):
        recipe_as_asked(load_config("reviewed"), "mobilenet_v3_small", "browline-2", serving, None, None)


def test_weights_that_nothing_takes_are_refused() -> None:
    with pytest.raises(RunError, match="takes no --weights"):
        require_weights(load_config("seed"), Path("weights.h5"))


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--begin-with", "browline-2"], "--begin-with"), (["--backbone", "faceres"], "--backbone"),
        (["--masks", "none"], "--masks"), (["--force"], "--force"),
        (["--weights", "pyproject.toml"], "--weights"),
        (["--data", "pyproject.toml"], "pyproject.toml is a file"),
        (["--name", "mine-1"], "begins with finder"),
    ],
)  # fmt: skip
def test_a_face_finder_takes_nothing_of_a_classifier(options: list[str], word: str, tmp_path: Path) -> None:
    where = ["--config", "finder", "--data", str(tmp_path), "--work", str(tmp_path / "work")]
    result = CliRunner().invoke(train, [*where, *options])
    assert result.exit_code == 2, result.output
    assert word in result.stderr
