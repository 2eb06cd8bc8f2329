"""Every network of `keras.applications` by its snake-case name, beginning with weights from a user's file."""

import ast
import re
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from models.quiet import import_keras

if TYPE_CHECKING:
    import keras

# Keras divides by the root of these in its EfficientNets, but only in those whose weights it fetches itself.
MEANS = (0.485, 0.456, 0.406)
DEVIATIONS = (0.229, 0.224, 0.225)


@cache
def classes() -> dict[str, str]:
    """The class in `keras.applications` of each name, read from Keras' files: importing it takes seconds."""
    keras = find_spec("keras")
    if keras is None or keras.origin is None:
        return {}
    listing = Path(keras.origin).parent / "applications" / "__init__.py"
    imports = [
        node
        for node in ast.parse(listing.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
    ]
    found = [alias.name for node in imports for alias in node.names]
    return {snake_case(name): name for name in sorted(found) if name[0].isupper()}


def snake_case(name: str) -> str:
    """`MobileNetV3Small` to `mobilenet_v3_small`, `ConvNeXtTiny` to `convnext_tiny`."""
    whole = re.sub(r"N(et|eXt)", lambda net: net[0].lower(), name)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", whole).lower()


def features(name: str, size: int) -> "keras.Model":
    """What `prepared` gives, N×size×size×3, to N×F features, without weights learnt; nothing is fetched."""
    return _network(name)(weights=None, include_top=False, pooling="avg", input_shape=(size, size, 3))


def with_top(name: str) -> "keras.Model":
    """The whole ImageNet classifier, without weights learnt: for files that have its last layers too."""
    return _network(name)(weights=None)


def prepared(name: str, pixels: "keras.KerasTensor") -> "keras.KerasTensor":
    """RGB 0..255 as the network learnt to see it, as layers and operations."""
    network = _network(name)
    if re.fullmatch(r"efficientnet_b\d", name):
        return _divided_again(pixels)
    return sys.modules[network.__module__].preprocess_input(pixels)


def batch_normalisation(network: "keras.Model") -> list["keras.layers.Layer"]:
    """Few pictures move its means far from those that the trained weights expect."""
    kind = import_keras().layers.BatchNormalization
    return [layer for layer in network.layers if isinstance(layer, kind)]


def _divided_again(pixels: "keras.KerasTensor") -> "keras.KerasTensor":
    """Pixels for which (x / 255 - mean) / √deviation is what (x / 255 - mean) / deviation is for `pixels`."""
    factors = [deviation**-0.5 for deviation in DEVIATIONS]
    offsets = [255 * mean * (1 - factor) for mean, factor in zip(MEANS, factors, strict=True)]
    return import_keras().layers.Rescaling(factors, offset=offsets)(pixels)


def _network(name: str) -> "type[keras.Model]":
    applications = import_keras().applications
    network: type[keras.Model] = getattr(applications, classes()[name])
    return network
