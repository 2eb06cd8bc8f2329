"""One fault's record: what was accepted by the API's answers, what became of it by the database."""

import time
from collections.abc import Sequence

from sqlalchemy import func, select

from bench.outcomes import FaultOutcome
from bench.running import Running
from core.audit.ends import TWICE
from core.tables import Result
from tests.faults.pictures import expected_label
from tests.faults.twice import made_twice
from tests.support.auditing import audited, opened_of
from tests.support.running import SLOW, labels, send, wait_until_done


class Recorder:
    """Sends what a test needs, and measures what a fault does to it."""

    def __init__(self, server: Running) -> None:
        self._server = server
        self._sent: dict[str, Sequence[bytes]] = {}
        self._accepted = 0
        self._healed: float | None = None
        self._seconds: float | None = None

    def upload(self, files: Sequence[bytes], **fields: str) -> str:
        """The id of a new job of these crops; they count as accepted by what the answer says."""
        answer = send(self._server, files, **fields)
        self.accepted(answer["id"], len(answer["accepted"]), files)
        return str(answer["id"])

    def accepted(self, job: str, images: int, files: Sequence[bytes] = ()) -> None:
        """Count what was sent by other means. With `files`, all crops of the job, labels are compared."""
        self._accepted += images
        self._sent[job] = files

    def healed(self) -> None:
        """The fault is over, or has struck where nothing but Browline ends it: the clock runs from here.

        Of several times that it ran until `check`, the longest counts.
        """
        self._healed = time.monotonic()

    def serves(self) -> float:
        """It serves as before the fault, so many seconds after `healed`; counts as `check` does."""
        assert self._healed is not None, "the test does not say when the fault was over"
        seconds = time.monotonic() - self._healed
        self._seconds = max(self._seconds or 0.0, seconds)
        return seconds

    def check(self, seconds: float = SLOW) -> None:
        """Wait until all has ended; each image has, once, with the label of an undisturbed run."""
        for job in self._sent:
            wait_until_done(self._server, job, seconds)
        self.serves()
        for job, files in self._sent.items():
            if files:
                assert labels(self._server, job) == [expected_label(file) for file in files]
        found = self.measured("", "", "")
        assert (found.lost, found.doubled) == (0, 0)

    def measured(self, test: str, fault: str, done: str) -> FaultOutcome:
        """What the database says now."""
        ends = (
            select(func.count())
            .select_from(Result)
            .where(Result.job_id.in_(list(self._sent)), Result.ordinal == 0)
        )
        with opened_of(self._server) as database:
            with database.read() as connection:
                ended = connection.execute(ends).scalar_one()
                doubled = made_twice(connection, list(self._sent))
            findings = audited(self._server, database).findings
        doubled += sum(finding.count for finding in findings if finding.kind == TWICE)
        lost, dialect = self._accepted - ended, database.dialect
        return FaultOutcome(test, fault, done, dialect, self._accepted, ended, lost, doubled, self._seconds)
