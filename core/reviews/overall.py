"""How often the model was right over many jobs, and by its versions, from the random samples of the jobs.

A sample speaks of its own job. So jobs are strata: each counts by its faces, however many of them were
settled; jobs without a sample are left out, and said to be.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.labels import LABELS
from core.reviews.interval import Share, share, stratified
from core.reviews.sample import Settled

Stratum = TypeVar("Stratum", bound=Hashable)
Faces = Mapping[tuple[str, str | None], int]  # how many a job has of a version of the model


@dataclass(frozen=True, slots=True)
class Overall:
    """`accuracy` speaks of the `faces` of the `jobs` with a sample, of which people could tell `settled`."""

    accuracy: Share | None
    jobs: int
    faces: int
    settled: int


def overall(sample: Sequence[Settled], faces: Faces) -> Overall:
    """Put the samples of jobs together."""
    sizes: Counter[str] = Counter()
    for (job, _), count in faces.items():
        sizes[job] += count
    return _put_together([(face.job_id, face) for face in sample], sizes)


def by_version(sample: Sequence[Settled], faces: Faces) -> Mapping[str | None, Overall]:
    """The same by the version of the model: of a job, the faces that a version classified are its stratum."""
    versions = sorted({face.model_version for face in sample}, key=str)
    return {
        version: _put_together(
            [((face.job_id, version), face) for face in sample if face.model_version == version], faces
        )
        for version in versions
    }


def _put_together(sample: Sequence[tuple[Stratum, Settled]], sizes: Mapping[Stratum, int]) -> Overall:
    told = [(stratum, face) for stratum, face in sample if face.said in LABELS]
    n = Counter(stratum for stratum, _ in told)
    hits = Counter(stratum for stratum, face in told if face.label == face.said)
    shares = [(share(hits[stratum], count), sizes[stratum]) for stratum, count in n.items()]
    parts = [(part, size) for part, size in shares if part is not None]
    return Overall(stratified(parts), len(n), sum(size for _, size in parts), len(told))
