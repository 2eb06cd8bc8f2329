"""Say something of faces: each word is a new row, and the face's result shows what stands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import category

from sqlalchemy import Connection, select

from core.errors import BrowlineError, Conflict, Invalid, NotFound
from core.ids import is_id
from core.jobs.access import visible_to
from core.reviews.decide import check_may_decide
from core.reviews.history import said_by_others
from core.reviews.keep import Entry, hold, keep
from core.reviews.types import LONGEST_NOTE, NOTE, REVIEW_LABELS, Reviewer, ReviewView, Word
from core.tables import Job, Result

AT_ONCE = 200  # words


@dataclass(frozen=True, slots=True)
class Refused:
    """A word that was not kept, and why."""

    face_id: str
    error: BrowlineError


@dataclass(frozen=True, slots=True)
class Written:
    """What became of words, each kind in the order in which they were given."""

    kept: Sequence[ReviewView]
    refused: Sequence[Refused]


def add_review(
    connection: Connection,
    who: Reviewer,
    face_id: str,
    label: str,
    note: str = "",
    *,
    if_open: bool = False,
    decides: bool = False,
) -> ReviewView:
    """Keep somebody's word about a face that they may see; what then stands of it shows beside it.

    Raises what `add_reviews` refuses a word for.
    """
    written = add_reviews(connection, who, [Word(face_id, label, note, decides)], if_open=if_open)
    if written.refused:
        raise written.refused[0].error
    return written.kept[0]


def add_reviews(
    connection: Connection, who: Reviewer, words: Sequence[Word], *, if_open: bool = False
) -> Written:
    """Keep somebody's words about faces that they may see in one step: it is undone as one.

    A word is refused alone: `Invalid` for one that cannot be, `NotFound` for a face that is gone or not to be
    seen; with `if_open` also `Conflict` for one that somebody else has settled meanwhile; and one that
    decides as `check_may_decide` says. Raises `Invalid` for no words, or more than `AT_ONCE`.
    """
    if not 1 <= len(words) <= AT_ONCE:
        raise Invalid(f"A list has 1 to {AT_ONCE} words.", "invalid_list")
    jobs = _jobs_of(connection, who, [word.face_id for word in words if is_id(word.face_id)])
    there = hold(connection, jobs)
    settled = said_by_others(connection, who, list(there)) if if_open else {}
    refused: list[Refused] = []
    entries: dict[str, Entry] = {}
    for word in words:
        error = _unfit(word) or _missed(word, there, settled, entries) or _barred(connection, who, word)
        if error is None:
            entries[word.face_id] = Entry(
                jobs[word.face_id], word.face_id, word.label, note=word.note, decides=word.decides
            )
        else:
            refused.append(Refused(word.face_id, error))
    return Written(_kept(connection, who, list(entries.values())), refused)


def _kept(connection: Connection, who: Reviewer, entries: Sequence[Entry]) -> Sequence[ReviewView]:
    if not entries:
        return []
    return keep(connection, who, entries, step=entries[0].id if len(entries) > 1 else None)


def _jobs_of(connection: Connection, who: Reviewer, faces: Sequence[str]) -> Mapping[str, str]:
    """The job of each of these faces that somebody may settle."""
    query = select(Result.id, Result.job_id).join(Job, Job.id == Result.job_id)
    theirs = query.where(Result.id.in_(faces), Result.label.is_not(None), visible_to(who.account_id))
    return {row.id: row.job_id for row in connection.execute(theirs)}


def _unfit(word: Word) -> BrowlineError | None:
    """Why nobody can say this of any face, if so."""
    if word.label not in REVIEW_LABELS:
        return Invalid(f"label must be one of {', '.join(REVIEW_LABELS)}.", "invalid_label")
    if len(word.note) > LONGEST_NOTE:
        return Invalid(f"A note has {LONGEST_NOTE:,} characters at most.", "invalid_note")
    if not re.fullmatch(NOTE, word.note) or any(category(letter) == "Cs" for letter in word.note):
        return Invalid("A note has no control characters but tabs and ends of lines.", "invalid_note")
    return None


def _missed(
    word: Word, there: set[str], settled: Mapping[str, ReviewView], said: Mapping[str, Entry]
) -> BrowlineError | None:
    """Why nothing can be said of this face now, if so."""
    face_id = word.face_id
    if face_id not in there:
        return NotFound("There is no such face.")
    if face_id in said:
        return Invalid("The list has another word about this face before this one.", "said_twice")
    if face_id in settled and not word.decides:
        other = settled[face_id]
        by = other.reviewer or "Somebody"
        return Conflict(f"{by} has settled this face meanwhile: {other.label}.", "settled_meanwhile")
    return None


def _barred(connection: Connection, who: Reviewer, word: Word) -> BrowlineError | None:
    """Why this person cannot decide about this face, if they would."""
    try:
        if word.decides:
            check_may_decide(connection, who.account_id, word.face_id)
    except BrowlineError as error:
        return error
    return None
