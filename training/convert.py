"""From the network that learnt to the files that serve."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.architecture import ARCHITECTURES
from models.card import LiteRtWeights, SelfTest
from models.engines.litert import LiteRtEngine
from models.errors import ArtefactRejected
from models.selftest import check
from training.backbones.network import with_backbone
from training.litert import WEIGHTS, to_litert
from training.progress import say

if TYPE_CHECKING:
    import keras


def serving_network(trained: "keras.Model", architecture: str) -> "keras.Model":
    """The same weights without the random layers and without the optimizer, in float32."""
    logits = int(trained.output_shape[-1])
    if architecture in ARCHITECTURES:
        serving = ARCHITECTURES[architecture](augment=False, logits=logits)
    else:
        serving = with_backbone(architecture, logits, augment=False)
    serving.set_weights(trained.get_weights())
    return serving


def write_networks(
    serving: "keras.Model", golden: SelfTest, folder: Path, stem: str
) -> tuple[list[str], LiteRtWeights]:
    """Writes `stem` as `.tflite`, `.keras` and `.weights.h5` into `folder`.

    Returns the names, LiteRT's first, and which of `WEIGHTS` that has. Bare weights need an architecture that
    serving builds from code; of a backbone it has none, so that file is left out. Raises `ArtefactRejected`
    where LiteRT does not answer as `golden` says.
    """
    names = [f"{stem}.tflite", f"{stem}.keras"]
    weights = _write_litert(serving, golden, folder / names[0])
    serving.save(folder / names[1])
    if serving.name in ARCHITECTURES:
        names.append(f"{stem}.weights.h5")
        serving.save_weights(folder / names[2])
    return names, weights


def _write_litert(serving: "keras.Model", golden: SelfTest, file: Path) -> LiteRtWeights:
    """With the smallest weights that answer right: backbones may lose too much in int8."""
    reasons = []
    for weights in WEIGHTS:
        file.write_bytes(to_litert(serving, weights))
        try:
            check(LiteRtEngine(file), golden, int8=True)
        except ArtefactRejected as rejected:
            reasons.append(f"LiteRT with {weights} weights: {rejected}")
            say(f"{reasons[-1]}.")
        else:
            return weights
    raise ArtefactRejected("; ".join(reasons))
