"""What is done to all rows of a filter at once: counted, run again, deleted."""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Connection

from core.clock import moment, utc_now
from core.errors import Busy, Invalid
from core.jobs.actions import is_open
from core.jobs.chosen import count_chosen, delete_chosen, retry_chosen
from core.jobs.erase import erase
from core.journal import Action
from core.quotas import Amounts, check_quotas
from web.api.fields import number, result_filter
from web.auth import current_account
from web.context import context
from web.journal import did, saw
from web.rules import needs

bulk = Blueprint("bulk", __name__)

SECONDS = 2.0  # that a request goes on taking pieces; the answer says what is left


@bulk.get("/jobs/<uuid:job_id>/results/count")
@needs("uploader")
def count(job_id: object) -> Response:
    """How much an action on this filter would touch."""
    with context().database.read() as connection:
        found = count_chosen(connection, current_account(), str(job_id), result_filter())
    saw(str(job_id))
    return jsonify(asdict(found))


@bulk.post("/jobs/<uuid:job_id>/results/retry")
@needs("uploader")
def retry(job_id: object) -> tuple[Response, int]:
    """Run the failed images among the filter's rows again."""
    chosen, before = result_filter(("before",)), _moment("before") or utc_now()
    job, account = str(job_id), current_account()
    context().backlog.check()

    def work(connection: Connection) -> int:
        if not is_open(connection, account, job):
            check_quotas(connection, account, context().quotas, Amounts(open_jobs=1))
        return retry_chosen(connection, account, job, chosen, before)

    retried = _in_pieces(job, "retry", work)
    context().backlog.add(retried)
    context().doorbell.ring(retried)
    with context().database.read() as connection:
        left = count_chosen(connection, account, job, chosen, before).failed
    return jsonify(retried=retried, left=left, before=before.isoformat()), 202


@bulk.delete("/jobs/<uuid:job_id>/results")
@needs("uploader")
def delete(job_id: object) -> Response:
    """Delete the images of the filter's rows with their bytes, results and reviews."""
    chosen, expect = result_filter(("expect",)), number(request.args, "expect", int)
    job, account = str(job_id), current_account()
    deleted = 0

    def work(connection: Connection) -> int:
        nonlocal deleted
        done = delete_chosen(connection, account, job, chosen, expect, deleted)
        deleted += done
        return done

    deleted = _in_pieces(job, "remove", work)
    erase(context().database, context().blobs)
    with context().database.read() as connection:
        found = count_chosen(connection, account, job, chosen)
    left = found.images if expect is None else expect - deleted
    return jsonify(deleted=deleted, left=left, frames=found.frames)


def _in_pieces(job_id: str, action: Action, work: Callable[[Connection], int]) -> int:
    """Work until nothing is left, or for so long; each piece in a transaction that says so in the journal."""
    until, total = time.monotonic() + SECONDS, 0
    while True:
        try:
            with context().database.write() as connection:
                done = work(connection)
                if done and not total:
                    did(connection, action, job_id)
        except Busy:
            if not total:
                raise
            return total  # an answer that says what is done: who asked goes on from there
        total += done
        if not done or time.monotonic() >= until:
            return total


def _moment(name: str) -> datetime | None:
    """A time from the address, None if absent. Raises `Invalid` for anything else."""
    text = request.args.get(name)
    if not text:
        return None
    read = moment(text.replace(" ", "+"))  # an address makes a space of the zone's plus
    if read is None:
        raise Invalid(f"{name} must be a time with its zone, as an answer gave it.", f"invalid_{name}")
    return read
