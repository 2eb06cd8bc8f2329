"""Which settled faces teach and which measure: whole pictures and whole videos are on one side."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, literal, select
from sqlalchemy.orm import aliased

from core.labels import LABELS
from core.results.counted import count_said, is_counted
from core.results.filters import ResultFilter
from core.results.page import filter_parts
from core.results.row import ResultRow
from core.tables import Image, Result, Review

ONE_IN = 5  # clusters measure what the others teach
TRAINING, VALIDATION = "Training", "Validation"


@dataclass(frozen=True, slots=True)
class Group:
    """So many faces of one cluster that people gave one label."""

    cluster: str
    label: str
    faces: int


@dataclass(frozen=True, slots=True)
class Splits:
    """Where each cluster goes: by its hash, but for those in `moved`, so that no side lacks a label."""

    moved: Mapping[str, str]

    def of(self, cluster: str) -> str:
        """The folder of a cluster."""
        return self.moved.get(cluster) or _by_hash(cluster)


def cluster_of(row: ResultRow) -> str:
    """What a face is alike with: the faces of the same picture, or of all frames of its video."""
    return _cluster(row.sha256, row.video_id)


def settled_groups(connection: Connection, job_id: str, chosen: ResultFilter) -> list[Group]:
    """The settled faces of a filter, counted by cluster and label."""
    image = aliased(Image)  # a part may have joined images for their names already
    found: dict[tuple[str, str], int] = {}
    for part in filter_parts(connection, job_id, chosen):
        columns = (image.sha256, image.video_id, Result.reviewed_label)
        query = part.query.join(image, image.id == Result.image_id).add_columns(*columns, func.count())
        counted = query.where(Result.reviewed_label.is_not(None)).group_by(*columns)
        for sha256, video, label, faces in connection.execute(counted):
            key = (_cluster(sha256, video), label)
            found[key] = found.get(key, 0) + faces
    return [Group(cluster, label, faces) for (cluster, label), faces in found.items()]


def count_settled(connection: Connection, job_id: str, chosen: ResultFilter, most: int) -> int:
    """How many faces of a filter people called female or male, told at once of a job without reviews.

    Beyond `most` they need not be counted, since that may take long.
    """
    if chosen.reviewed is False:
        return 0
    if connection.execute(select(Review.id).where(Review.job_id == job_id).limit(1)).first() is None:
        return 0
    if is_counted(chosen):
        return count_said(connection, job_id, chosen, LABELS)
    asked = replace(chosen, reviewed=True, sort="created")
    said = aliased(
        Result
    )  # by its key: an index alone answers for the rest, and few results have to be opened
    counted = 0
    for part in filter_parts(connection, job_id, asked):
        so_called = part.query.join(said, said.id == Result.id).where(said.reviewed_label.in_(LABELS))
        some = so_called.add_columns(literal(1).label("one")).limit(most - counted).subquery()
        counted += int(connection.execute(select(func.count()).select_from(some)).scalar_one())
    return counted


def split(groups: Iterable[Group]) -> Splits:
    """One cluster in five measures. Of a label with two clusters or more, each side gets one at least."""
    by_label: dict[str, set[str]] = {label: set() for label in LABELS}
    for group in groups:
        if group.label in by_label:
            by_label[group.label].add(group.cluster)
    moved: dict[str, str] = {}
    for clusters in by_label.values():
        sides = {moved.get(cluster) or _by_hash(cluster) for cluster in clusters}
        if len(clusters) < 2 or len(sides) == 2:
            continue
        # The first in an order that never changes, of those that do not stand for the other label there.
        free = sorted(clusters - moved.keys(), key=_hash) or sorted(clusters, key=_hash)
        moved[free[0]] = TRAINING if sides == {VALIDATION} else VALIDATION
    return Splits(moved)


def _cluster(sha256: str, video_id: str | None) -> str:
    return video_id or sha256


def _by_hash(cluster: str) -> str:
    return VALIDATION if _hash(cluster) % ONE_IN == 0 else TRAINING


def _hash(cluster: str) -> int:
    return int(hashlib.sha256(cluster.encode()).hexdigest()[:8], 16)
