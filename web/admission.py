"""At the door: an upload for which there is no room is refused before its body is read."""

from core.idempotency import has_answer
from core.quotas import UNBOUNDED, Amounts, check_room, held
from web.auth import current_account
from web.context import context

ONE_IMAGE = Amounts(images=1, bytes=1)
ONE_JOB = Amounts(images=1, bytes=1, open_jobs=1)


def admit(key: str | None, least: Amounts, *, bulk: bool = True) -> None:
    """Refuse what could only be refused at its end. Raises `OverQuota`, and `Busy` for `bulk` work.

    A retry of what was accepted is let in, to get its answer.
    """
    account, quotas = current_account(), context().quotas
    with context().database.read() as connection:
        if key is not None and has_answer(connection, account, key):
            return
        if quotas != UNBOUNDED:
            check_room(held(connection, account), quotas, least)
    if bulk:
        context().backlog.check()
