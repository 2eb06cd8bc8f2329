"""How far the people who reviewed a job agree: of the opinions that stand, without decisions of disputes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, func, select

from core.reviews.interval import Share, share
from core.reviews.kappa import Kappa, Pairs, agreement_of, cohen, fleiss
from core.reviews.standing import disputed, opinions
from core.reviews.types import REVIEW_LABELS
from core.tables import Job, Result, Review

Person = tuple[str | None, str | None]  # an account and its name, None where it is forgotten


@dataclass(frozen=True, slots=True)
class Couple:
    """Two people, and what both said of the same faces. A name is None where it was forgotten."""

    first: str | None
    second: str | None
    pairs: Pairs
    alike: Share
    kappa: Kappa


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of a job's faces with two opinions or more. `method` says whose kappa `kappa` is."""

    faces: int
    unanimous: Share
    disputed: int  # without a majority and not decided yet
    method: str  # cohen, or fleiss
    kappa: Kappa
    couples: Sequence[Couple]


def agreement(connection: Connection, job_id: str) -> Agreement | None:
    """What is to be said of a job; None before a face has two opinions."""
    patterns = _patterns(connection, job_id)
    overall = fleiss(patterns)
    if overall is None:
        return None
    couples = _couples(connection, job_id)
    # Of exactly two people it is known who said what, which Cohen's takes into account.
    two = len(couples) == 1 and couples[0].kappa.faces == overall.faces
    alike = sum(count for pattern, count in patterns.items() if max(pattern) == sum(pattern))
    unanimous = share(alike, overall.faces)
    assert unanimous is not None  # noqa: S101 - there are faces
    return Agreement(
        overall.faces,
        unanimous,
        _count_disputed(connection, job_id),
        "cohen" if two else "fleiss",
        couples[0].kappa if two else overall,
        couples,
    )


def _patterns(connection: Connection, job_id: str) -> Mapping[tuple[int, ...], int]:
    """How many faces have each number of each label; of one opinion too."""
    words = opinions(Review.job_id == job_id, *_independent()).subquery()
    counts = [
        func.sum(case((words.c.label == label, 1), else_=0)).label(f"n_{place}")
        for place, label in enumerate(REVIEW_LABELS)
    ]
    faces = select(*counts).group_by(words.c.face_id).having(func.count() > 1).subquery()
    rows = connection.execute(select(*faces.c, func.count()).group_by(*faces.c))
    return {tuple(int(each) for each in row[:-1]): int(row[-1]) for row in rows}


def _couples(connection: Connection, job_id: str) -> Sequence[Couple]:
    """Everybody with everybody with whom they judged the same faces."""
    words = select(opinions(Review.job_id == job_id, *_independent()).subquery()).cte("words")
    one, other = words.alias("one"), words.alias("other")
    columns = (
        one.c.account_id, one.c.reviewer, other.c.account_id, other.c.reviewer, one.c.label, other.c.label,
    )  # fmt: skip
    both = (other.c.face_id == one.c.face_id) & (other.c.voice > one.c.voice)
    counted = select(*columns, func.count()).join_from(one, other, both).group_by(*columns)
    found: dict[tuple[Person, Person], Counter[tuple[str, str]]] = {}
    for *people, said, answered, faces in connection.execute(counted):
        first, second = (people[0], people[1]), (people[2], people[3])
        pair = (said, answered)
        if _order(second) < _order(first):  # who spoke first changes from face to face
            first, second, pair = second, first, (answered, said)
        found.setdefault((first, second), Counter())[pair] += faces
    return [
        _couple(*key, pairs)
        for key, pairs in sorted(found.items(), key=lambda item: list(map(_order, item[0])))
    ]


def _couple(first: Person, second: Person, pairs: Pairs) -> Couple:
    alike, kappa = share(*agreement_of(pairs)), cohen(pairs)
    assert alike is not None and kappa is not None  # noqa: S101, PT018 - they share a face
    return Couple(first[1], second[1], pairs, alike, kappa)


def _order(person: Person) -> tuple[str, str]:
    return person[1] or "", person[0] or ""


def _independent() -> tuple[ColumnElement[bool], ...]:
    return (~Review.decides,)


def _count_disputed(connection: Connection, job_id: str) -> int:
    faces = select(func.count()).select_from(Result).join(Job, Job.id == Result.job_id)
    return int(connection.execute(faces.where(Result.job_id == job_id, disputed())).scalar_one())
