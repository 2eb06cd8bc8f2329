"""How far the people who reviewed a job agree: of the opinions that stand, without decisions of disputes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter

from sqlalchemy import Connection, func, select

from core.reviews.interval import Share, share
from core.reviews.kappa import Kappa, Pairs, Pattern, agreement_of, cohen, fleiss
from core.reviews.standing import ONE, disputed, opinions
from core.reviews.types import REVIEW_LABELS
from core.tables import Job, Result, Review

CHUNK = 1000  # words that are held at once
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
    patterns: Counter[Pattern] = Counter()
    both: dict[tuple[Person, Person], Counter[tuple[str, str]]] = {}
    for words in _faces(connection, job_id):
        said = [label for _, label in words]
        patterns[tuple(map(said.count, REVIEW_LABELS))] += 1
        for (first, one), (second, other) in combinations(words, 2):
            both.setdefault((first, second), Counter())[one, other] += 1
    overall = fleiss(patterns)
    if overall is None:
        return None
    couples = [_couple(*key, both[key]) for key in sorted(both, key=lambda key: list(map(_order, key)))]
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


def _faces(connection: Connection, job_id: str) -> Iterator[Sequence[tuple[Person, str]]]:
    """What was said of each face with several opinions, by whom, in one order of the people.

    Read as they come and put together here: joined with itself each word would meet all others.
    """
    several = select(Result.id).where(Result.job_id == job_id, Result.opinions > ONE)
    words = opinions(~Review.decides, Review.face_id.in_(several)).subquery()
    query = select(words.c.face_id, words.c.account_id, words.c.reviewer, words.c.label)
    rows = connection.execute(query.order_by(words.c.face_id).execution_options(yield_per=CHUNK))
    for _, about in groupby(rows, itemgetter(0)):
        said: list[tuple[Person, str]] = [((account, name), label) for _, account, name, label in about]
        yield sorted(said, key=lambda word: _order(word[0]))


def _couple(first: Person, second: Person, pairs: Pairs) -> Couple:
    alike, kappa = share(*agreement_of(pairs)), cohen(pairs)
    assert alike is not None and kappa is not None  # noqa: S101, PT018 - they share a face
    return Couple(first[1], second[1], pairs, alike, kappa)


def _order(person: Person) -> tuple[str, str]:
    return person[1] or "", person[0] or ""


def _count_disputed(connection: Connection, job_id: str) -> int:
    faces = select(func.count()).select_from(Result).join(Job, Job.id == Result.job_id)
    return int(connection.execute(faces.where(Result.job_id == job_id, disputed())).scalar_one())
