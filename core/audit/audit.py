"""The whole audit, in one snapshot of the database and one walk over the packs."""

from functools import partial

from sqlalchemy import Connection, func, select

from core.audit.answers import lost_answers
from core.audit.claims import claim_checks
from core.audit.counts import count_checks
from core.audit.ends import end_checks
from core.audit.jobs import job_checks
from core.audit.kept import kept_checks
from core.audit.packs import audit_packs
from core.audit.references import reference_checks
from core.audit.reviews import review_checks
from core.audit.snapshot import snapshot
from core.audit.types import EXAMPLES, Bounds, Check, Finding, Report
from core.audit.videos import video_checks
from core.blobs import BlobStore
from core.database import Database
from core.jobs.state import count_states
from core.tables import Job


def audit(database: Database, store: BlobStore, bounds: Bounds) -> Report:
    """Look at everything, also while everything runs; nothing is written and nobody is kept waiting."""
    with snapshot(database) as connection:
        jobs = connection.execute(select(func.count()).select_from(Job)).scalar_one()
        states = count_states(connection)
        findings = audit_rows(connection, bounds)
        packs, of_packs = audit_packs(connection, partial(snapshot, database), store, bounds.grace_seconds)
    return Report(jobs, states, packs, [*findings, *of_packs])


def audit_rows(connection: Connection, bounds: Bounds) -> list[Finding]:
    """What contradicts itself in the tables."""
    checks = [
        *end_checks(),
        *claim_checks(bounds),
        *job_checks(bounds),
        *count_checks(),
        *kept_checks(bounds),
        *video_checks(),
        *review_checks(),
        *reference_checks(),
    ]
    found = [_found(connection, check) for check in checks]
    return [finding for finding in (*found, lost_answers(connection)) if finding is not None]


def _found(connection: Connection, check: Check) -> Finding | None:
    wrong = check.wrong.subquery()
    count = connection.execute(select(func.count()).select_from(wrong)).scalar_one()
    if not count:
        return None
    some = select(wrong.c[0]).order_by(wrong.c[0]).limit(EXAMPLES)
    return Finding(check.kind, count, [str(example) for example in connection.execute(some).scalars()])
