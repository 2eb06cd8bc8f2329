"""Sessions that somebody has signed out of: kept until no cookie of theirs can be valid any more."""

from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, exists, insert, select
from sqlalchemy.exc import IntegrityError

from core.clock import utc_now
from core.tables import EndedSession

SESSION_DAYS = 30  # after its last page

_ENDED = select(exists().where(EndedSession.id == bindparam("id")))


def end_session(connection: Connection, session_id: str) -> None:
    """End one session for good; ending it twice is no error."""
    try:
        with connection.begin_nested():
            connection.execute(insert(EndedSession).values(id=session_id, ended_at=utc_now()))
    except IntegrityError:
        return


def has_ended(connection: Connection, session_id: str) -> bool:
    """Whether somebody has signed out of it; every request of a session asks."""
    return bool(connection.execute(_ENDED, {"id": session_id}).scalar_one())


def forget_ended_sessions(connection: Connection) -> None:
    """Forget those whose cookies have expired: an ended session is renewed no more."""
    cutoff = utc_now() - timedelta(days=SESSION_DAYS + 1)  # a page under way may have renewed it last
    connection.execute(delete(EndedSession).where(EndedSession.ended_at < cutoff))
