"""A Keras file that brings code with it is refused before the code runs."""

from pathlib import Path

import pytest

from models.engines.keras_model import whole_model
from models.quiet import import_keras


def test_code_in_a_keras_file_does_not_run(tmp_path: Path) -> None:
    keras, mark, file = import_keras(), tmp_path / "ran", tmp_path / "evil.keras"
    path = str(mark)
    code = keras.layers.Lambda(lambda x: (open(path, "w").close(), x)[1])  # noqa: PTH123
    keras.Sequential([keras.Input((2,)), code]).save(file)
    mark.unlink(missing_ok=True)
    with pytest.raises(Exception, match=r"(?i)unsafe|safe_mode|lambda"):
        whole_model(file)
    assert not mark.exists()
