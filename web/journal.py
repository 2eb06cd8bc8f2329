"""Writing the journal down while requests are answered."""

from flask import request
from sqlalchemy import Connection

from core.clock import utc_now
from core.journal import Action, Deed, hour_of, note
from web.auth import current_account
from web.context import context


def deed(action: Action, object_id: str, account_id: str | None = None) -> Deed:
    """What this request does, by whoever asks unless an account is named."""
    address = request.remote_addr if context().settings.journal_addresses else None
    return Deed(account_id or current_account(), action, object_id, address)


def did(connection: Connection, action: Action, object_id: str) -> None:
    """Note it in the transaction that does it."""
    note(connection, deed(action, object_id))


def saw(job_id: str, action: Action = "see") -> None:
    """Note once an hour, after the answer, which does not wait for it: that whoever asks saw a job."""
    seen = deed(action, job_id)
    key = (seen, hour_of(utc_now()))  # an entry is an hour's, as the clock has it
    context().sightings.note(key, lambda connection: note(connection, seen), if_refused=False)
