"""One folder a run: the last finished epoch with its optimizer, and the history until then."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from models.quiet import import_keras
from training.objective import custom_objects

if TYPE_CHECKING:
    import keras


Epoch = dict[str, float]


class Checkpoints:
    """Keeps the last epoch and `history.json` in `folder`; a kill at any moment loses one epoch at most."""

    def __init__(self, folder: Path, known: Callable[[], dict[str, object]] = custom_objects) -> None:
        """`known` gives what the networks name besides Keras' own, by name."""
        self._folder, self._known = folder, known

    def latest(self) -> tuple["keras.Model", list[Epoch]] | None:
        """The network after the last finished epoch, and the history until then; None before the first."""
        kept = self._kept()
        if not kept:
            return None
        return import_keras().saving.load_model(kept[-1], self._known(), safe_mode=True), self.history()

    def history(self) -> list[Epoch]:
        """What each epoch came to until the last checkpoint; empty before the first."""
        kept = self._kept()
        if not kept:
            return []
        rows: list[Epoch] = json.loads((self._folder / "history.json").read_text())
        return rows[: _number(kept[-1])]

    def keep(self, network: "keras.Model", history: list[Epoch]) -> None:
        """Stores the state after epoch `len(history)`; the history first: a checkpoint names its length."""
        self._folder.mkdir(parents=True, exist_ok=True)
        earlier = self._kept()
        unfinished = self._folder / "unfinished.json"
        unfinished.write_text(json.dumps(history, indent=1))
        unfinished.replace(self._folder / "history.json")
        unfinished = self._folder / "unfinished.keras"
        network.save(unfinished)
        unfinished.replace(self._folder / f"epoch-{len(history):04d}.keras")
        for old in earlier:
            old.unlink()

    def forget(self) -> None:
        """Removes what an earlier run left, so that a new one starts from nothing."""
        for path in self._kept():
            path.unlink()

    def _kept(self) -> list[Path]:
        return sorted(self._folder.glob("epoch-*.keras"))


def _number(checkpoint: Path) -> int:
    return int(checkpoint.stem.removeprefix("epoch-"))
