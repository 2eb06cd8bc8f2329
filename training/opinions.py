"""What a network that never saw the pictures says of them, and what is learnt of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.outputs import columns
from training.objective import OUTPUTS, Targets

OPINIONS = "opinions.npz"  # in the folder of a run
# Share of the judge's word in what is learnt where a label is known: of bare faces it knows more than the
# labels do, behind masks less.
TRUST, TRUST_MASKED = 0.5, 0.25
DISPUTED = 0.1  # probability below which a judge disputes a label
DOUBTED = 0.3  # what a picture with a disputed label still counts
GENDER, AGE, MASK = (place for _, place in columns(OUTPUTS))


@dataclass(frozen=True, slots=True)
class Opinions:
    """Probabilities (11 float32: gender, age group, mask) by picture and face; zeros for what is not told.

    They are of a network that did not learn from that picture.
    """

    by_face: Mapping[str, Targets]

    @classmethod
    def load(cls, file: Path) -> "Opinions":
        """Reads what `save` wrote."""
        with np.load(file) as kept:
            return cls(dict(zip(kept["faces"].tolist(), kept["probabilities"], strict=True)))

    def save(self, file: Path) -> None:
        """Writes names and probabilities as one .npz."""
        faces = sorted(self.by_face)
        unfinished = file.with_suffix(".unfinished.npz")
        np.savez(unfinished, faces=np.array(faces), probabilities=np.stack([self.by_face[f] for f in faces]))
        unfinished.replace(file)


def face_names(paths: Sequence[Path], origins: NDArray[np.int64]) -> list[str]:
    """`picture#face` for each view: faces are counted within their picture."""
    names, seen = [], dict[int, int]()
    for origin in origins.tolist():
        seen[origin] = seen.get(origin, -1) + 1
        names.append(f"{'/'.join(paths[origin].parts[-4:])}#{seen[origin]}")
    return names


def combined(known: Targets, said: Targets) -> Targets:
    """What is learnt of one picture (11 float32): labels where there are any, softened by the judge.

    A label that the judge disputes counts less.
    """
    learnt = known.copy()
    trust = TRUST if said[MASK].argmax() == 0 else TRUST_MASKED
    if known[GENDER].any():
        agreed = said[int(np.argmax(known[GENDER]))]
        learnt[GENDER] = (1 - trust) * known[GENDER] + trust * said[GENDER]
        learnt[GENDER] *= DOUBTED if agreed < DISPUTED else 1
    else:
        learnt[GENDER] = said[GENDER]
    if known[AGE].any() and said[AGE].any():
        learnt[AGE] = (1 - trust) * known[AGE] + trust * said[AGE]
    else:
        learnt[AGE] = known[AGE] if known[AGE].any() else said[AGE]
    learnt[MASK] = known[MASK] if known[MASK].any() else said[MASK]
    return learnt
