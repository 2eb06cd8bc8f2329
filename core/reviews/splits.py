"""Which settled faces teach and which measure: whole pictures and whole videos are on one side."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from core.labels import LABELS
from core.results.counted import count_said, is_counted
from core.results.filters import ResultFilter
from core.results.page import count_results, filter_parts
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


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows a filter keeps, and how many of their faces people called female or male."""

    rows: int
    settled: int


def count_kept(connection: Connection, job_id: str, chosen: ResultFilter, rows: int | None = None) -> Kept:
    """Count both in one pass over the rows, or in none; `rows` where they have been counted already."""
    if not _may_be_settled(connection, job_id, chosen):
        return Kept(count_results(connection, job_id, chosen) if rows is None else rows, 0)
    if is_counted(chosen):
        rows = count_results(connection, job_id, chosen) if rows is None else rows
        return Kept(rows, count_said(connection, job_id, chosen, LABELS))
    found = [
        connection.execute(part.query.add_columns(func.count(), _SETTLED)).one()
        for part in filter_parts(connection, job_id, replace(chosen, sort="created"))
    ]
    return Kept(*(sum(int(number or 0) for number in each) for each in zip(*found, strict=True)))


def _may_be_settled(connection: Connection, job_id: str, chosen: ResultFilter) -> bool:
    """Told at once of a job without reviews."""
    if chosen.reviewed is False:
        return False
    return connection.execute(select(Review.id).where(Review.job_id == job_id).limit(1)).first() is not None


# What people said is read by the row's key: an index alone answers for the rest, and few have to be opened.
_said = aliased(Result)
_called = exists().where(_said.id == Result.id, _said.reviewed_label.in_(LABELS)).correlate(Result)
_SETTLED = func.sum(case((and_(Result.reviewed_at.is_not(None), _called), 1), else_=0))


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
