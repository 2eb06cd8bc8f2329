"""What is kept for a while only is gone when its time is over; jobs are looked at in `jobs`."""

from datetime import timedelta

from sqlalchemy import select

from core.audit.types import Bounds, Check, Kind
from core.clock import utc_now
from core.tables import IdempotentAnswer, JournalEntry

ANSWER_DAYS = 2  # the sweeper removes them after one
_TODO = "See that the sweeper runs and may write to the database."
ANSWERS = Kind("answer_kept_too_long", "Answers that wait for a retry are older than two days.", _TODO)
JOURNAL = Kind("journal_kept_too_long", "Entries of the journal are older than JOURNAL_DAYS.", _TODO)


def kept_checks(bounds: Bounds) -> list[Check]:
    """Answers, which have names of files in them, and the journal."""
    oldest_answer = utc_now() - timedelta(days=ANSWER_DAYS)
    oldest_entry = utc_now() - timedelta(days=bounds.journal_days + 1)
    return [
        Check(ANSWERS, select(IdempotentAnswer.job_id).where(IdempotentAnswer.created_at < oldest_answer)),
        Check(JOURNAL, select(JournalEntry.id).where(JournalEntry.at < oldest_entry)),
    ]
