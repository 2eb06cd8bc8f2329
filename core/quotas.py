"""Quotas: how much an account may hold, asked in the transaction that adds to it, so that none is overrun."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, case, func, select

from core.errors import OverQuota
from core.jobs.state import OPEN
from core.settings import Settings
from core.sizes import size_words
from core.tables import Account, Job

GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class Amounts:
    """So much of each thing: held, asked for, or allowed (where 0 is any amount)."""

    images: int = 0
    bytes: int = 0
    open_jobs: int = 0


UNBOUNDED = Amounts()


def quotas_of(settings: Settings) -> Amounts:
    """What the settings allow an account."""
    return Amounts(settings.quota_images, round(settings.quota_gb * GIGABYTE), settings.quota_open_jobs)


def held(connection: Connection, account_id: str) -> Amounts:
    """What an account holds now: one look into an index, of as many entries as it has jobs."""
    row = connection.execute(_HELD, {"owner": account_id}).one()
    return Amounts(int(row.images), int(row.bytes), int(row.open_jobs))


def check_quotas(connection: Connection, account_id: str, quotas: Amounts, asked: Amounts) -> None:
    """Make sure that there is room for what the caller adds in this transaction. Raises `OverQuota`.

    Until the commit nobody else adds to the account: of two that ask at once the second sees the first.
    """
    if quotas == UNBOUNDED:
        return
    connection.execute(_TURN, {"account": account_id})
    check_room(held(connection, account_id), quotas, asked)


def check_room(now: Amounts, quotas: Amounts, asked: Amounts) -> None:
    """Compare. Raises `OverQuota`."""
    if asked.open_jobs and 0 < quotas.open_jobs < now.open_jobs + asked.open_jobs:
        raise OverQuota(
            f"This account has {now.open_jobs:,} of {quotas.open_jobs:,} open jobs. Wait until one is done, "
            "or cancel one.",
            "quota_open_jobs",
            10,
        )
    if asked.images and 0 < quotas.images < now.images + asked.images:
        raise OverQuota(
            f"This account holds {now.images:,} of {quotas.images:,} images, and this would be "
            f"{asked.images:,} more. Delete jobs that you are done with.",
            "quota_images",
        )
    if asked.bytes and 0 < quotas.bytes < now.bytes + asked.bytes:
        raise OverQuota(
            f"This account holds {size_words(now.bytes)} of {size_words(quotas.bytes)}, and this would be "
            f"{size_words(asked.bytes)} more. Delete jobs that you are done with.",
            "quota_bytes",
        )


# Built once: building a statement costs as much as running it.
_HELD = select(
    func.coalesce(func.sum(Job.stored_images), 0).label("images"),
    func.coalesce(func.sum(Job.stored_bytes), 0).label("bytes"),
    func.coalesce(func.sum(case((OPEN, 1), else_=0)), 0).label("open_jobs"),
).where(Job.owner_id == bindparam("owner"), Job.kept)  # not `owned_by`: what is kept was not deleted
# FOR NO KEY UPDATE: rows that name the account may be written meanwhile. SQLite has one writer anyway.
_TURN = select(Account.id).where(Account.id == bindparam("account")).with_for_update(key_share=True)
