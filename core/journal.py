"""The journal: who did what to what, and when. It names no file and shows no picture.

What is looked at or added to again and again is noted once an hour: that somebody saw a job is worth a row,
each thumbnail of it is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Connection, delete, false, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.accounts.records import clean_name
from core.clock import utc_now
from core.ids import is_id
from core.tables import Account, JournalEntry

Action = Literal[
    "upload", "watch", "see", "review", "export", "share", "unshare", "change", "retry", "remove", "delete",
    "forget", "sign_in", "account",
]  # fmt: skip
ACTIONS: tuple[Action, ...] = get_args(Action)
MEANINGS: dict[Action, str] = {
    "upload": "added images or videos to a job",
    "watch": "sent live frames, which are not kept",
    "see": "saw results or pictures of a job",
    "review": "said what faces of a job look like, or took it back",
    "export": "took a job's results as a file",
    "share": "let somebody review a job: an entry for the job, and one for their account",
    "unshare": "ended that: an entry for the job, and one for their account",
    "change": "changed the threshold of a job, or how many opinions it asks for",
    "retry": "had what failed in a job classified again",
    "remove": "deleted some images of a job",
    "delete": "deleted a job",
    "forget": "had all data of an account deleted",
    "sign_in": "signed in",
    "account": "made, changed or removed an account, its password or its tokens",
}
HOURLY: frozenset[Action] = frozenset({"upload", "watch", "see", "review"})
HOUR_SECONDS = 3600
JOURNAL_DAYS = 90  # that an entry is kept, unless the settings say otherwise


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that an account did (None: who works at the terminal) to a job or an account."""

    account_id: str | None
    action: Action
    object_id: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A deed as it stands in the journal; `account` is None where there is no such account any more."""

    id: str
    at: datetime
    account_id: str | None
    account: str | None
    action: str
    object_id: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; None is any."""

    account: str | None = None  # its name
    action: str | None = None
    object_id: str | None = None


def note(connection: Connection, deed: Deed) -> None:
    """Write a deed down, in the transaction that does it where there is one."""
    now = utc_now()
    row = {
        "at": now,
        "account_id": deed.account_id,
        "action": deed.action,
        "object_id": deed.object_id,
        "hour": hour_of(now) if deed.action in HOURLY else None,
        "address": deed.address,
    }
    made = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(JournalEntry)
    connection.execute(made.values(row).on_conflict_do_nothing())


def hour_of(moment: datetime) -> int:
    """The hour that a moment is in, since 1970."""
    return int(moment.timestamp()) // HOUR_SECONDS


def entries(connection: Connection, wanted: Wanted, limit: int, before: str | None = None) -> Sequence[Entry]:
    """Read entries, the newest first; `before` is the id of the last one seen."""
    query = (
        select(*JournalEntry.__table__.c, Account.name)
        .join_from(JournalEntry, Account, Account.id == JournalEntry.account_id, isouter=True)
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    query = query.where(*_conditions(wanted))
    if before is not None:
        query = query.where(JournalEntry.id < before)
    return [
        Entry(row.id, row.at, row.account_id, row.name, row.action, row.object_id, row.address)
        for row in connection.execute(query)
    ]


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What is no name or no id can be nobody's and nothing's."""
    if wanted.account is not None:
        name = clean_name(wanted.account)
        yield false() if name is None else Account.name == name
    if wanted.action is not None:
        yield JournalEntry.action == wanted.action if wanted.action in ACTIONS else false()
    if wanted.object_id is not None:
        yield JournalEntry.object_id == wanted.object_id if is_id(wanted.object_id) else false()


def forget_entries(connection: Connection, days: int) -> None:
    """Remove what is older than it may be."""
    connection.execute(delete(JournalEntry).where(JournalEntry.at < utc_now() - timedelta(days=days)))


def forget_addresses(connection: Connection, account_id: str) -> None:
    """Remove from where an account came; what it did stays, by its id."""
    mine = update(JournalEntry).where(JournalEntry.account_id == account_id)
    connection.execute(mine.values(address=None))
