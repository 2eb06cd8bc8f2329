"""A recipe with a trained backbone in the place of its own network."""

from dataclasses import replace

from training.backbones.registry import find_backbone
from training.config import Config, Mix
from training.lessons import FOR_JUDGED

# What is learnt already needs small steps, and the fresh last layer must not upset it at the start.
RATE, WARMUP, WEIGHT_DECAY, SMOOTHING = 0.0005, 1, 0.01, 0.1


def with_backbone(recipe: Config, name: str) -> Config:
    """The pictures of `recipe` and settings for fine-tuning, as `<recipe>-<name>`; without its judge.

    A recipe that is about this backbone stays as it is. Raises `RunError` for an unknown backbone.
    """
    backbone = find_backbone(name)
    if recipe.architecture == name:
        return recipe
    return replace(
        recipe,
        name=f"{recipe.name}-{name}",
        version=f"{recipe.name}-{name}",
        architecture=name,
        learning_rate=RATE,
        warmup=WARMUP,
        weight_decay=WEIGHT_DECAY,
        label_smoothing=SMOOTHING,
        precision="float32",
        mix=recipe.mix and _told(recipe.mix),
        judge=None,
        begun_from=None,
        recipe=(
            f"transfer learning from trained weights of {name}, {backbone.holding} left as it was; "
            f"AdamW, weight decay {WEIGHT_DECAY}, label smoothing {SMOOTHING}, {WARMUP} epoch of warm-up, "
            "then a cosine to nothing; last epoch kept"
        ),
    )


def _told(mix: Mix) -> Mix:
    """Without pictures that only a judge says something about."""
    return replace(mix, shares=tuple(each for each in mix.shares if each[0] not in FOR_JUDGED))
