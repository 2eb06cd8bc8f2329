"""`make soak`: one fault after the other by chance, under upload; nothing is lost, doubled, or grows."""

import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random, randrange

import click
import redis as redis_client
from sqlalchemy import func, select

from bench.running import Running, running
from bench.soak import Sample, SoakReport, keep
from core.audit.ends import TWICE
from core.audit.types import Bounds
from core.jobs.state import PENDING
from core.tables import Image, Result
from tests.faults.chaos import FAULTS, Hand
from tests.faults.conftest import ENVIRONMENT
from tests.faults.pictures import expected_label
from tests.faults.twice import made_twice
from tests.faults.uploads import Uploads
from tests.support.auditing import audited, check_sound, opened_of
from tests.support.files import plain, portrait
from tests.support.memory import megabytes
from tests.support.processes import wait_for
from tests.support.running import wait_until_ready

FAULT_SECONDS = (1.0, 6.0)
QUIET_EVERY, QUIET_SECONDS = 90.0, 180.0  # how often, and how long all may take then
SAMPLE_SECONDS = 2.0
BOUNDS = Bounds(lease_seconds=3, sweep_seconds=0.5)  # a killed upload's bytes may lie there for a while


class Soak:
    """A system, who uploads, and what was seen."""

    def __init__(self, server: Running, chance: Random) -> None:
        self.server = server
        self.files = [plain("PNG", (2000, 2000)), *map(portrait, range(7))]
        self.uploads = Uploads(server, self.files)
        self.redis = redis_client.Redis(unix_socket_path=str(server.home / "redis.sock"))
        self.faults, self.quiet = Counter[str](), list[float]()
        self.memory: list[Sample] = []
        self._hand = Hand(server, self.redis, chance)
        self._began = time.monotonic()
        self._over = threading.Event()
        self._sampling = threading.Thread(target=self._sample, daemon=True)
        self._sampling.start()

    def run(self, seconds: float) -> None:
        """Cause faults for so long, with quiet points between them and at the end."""
        every = min(QUIET_EVERY, seconds / 3)
        while time.monotonic() - self._began < seconds:
            self.uploads.resume()
            until = time.monotonic() + every
            while time.monotonic() < min(until, self._began + seconds):
                self.cause()
                time.sleep(self._hand.chance.uniform(*FAULT_SECONDS))
            self.wait_until_quiet()
        self._over.set()
        self.uploads.close()
        self.redis.close()

    def cause(self) -> None:
        """One fault, unless what it would hurt is down already."""
        name = self._hand.chance.choice(list(FAULTS))
        with suppress(LookupError, OSError, redis_client.RedisError):
            FAULTS[name](self._hand)
            self.faults[name] += 1
            print(f"{time.monotonic() - self._began:6.0f} s  {name}", flush=True)

    def wait_until_quiet(self) -> None:
        """Leave it alone until all has ended, and look whether it is sound."""
        began = time.monotonic()
        self.uploads.pause(QUIET_SECONDS)
        with opened_of(self.server) as database:

            def pending() -> int:
                with database.read() as connection:
                    waiting = select(func.count()).where(Image.state.in_(PENDING))
                    return connection.execute(waiting).scalar_one()

            wait_for(lambda: not pending(), QUIET_SECONDS)
        self.quiet.append(time.monotonic() - began)
        wait_until_ready(self.server)
        check_sound(self.server, bounds=BOUNDS)
        print(
            f"        quiet and sound after {self.quiet[-1]:.1f} s; {self.uploads.accepted:,} accepted",
            flush=True,
        )

    def _sample(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.memory.append(Sample(time.monotonic() - self._began, megabytes(self.server)))

    def ends(self) -> tuple[int, int, int]:
        """Images that ended, that were made or ended twice, and that got another label than undisturbed."""
        right = {f"{n:04}": expected_label(file) for n, file in enumerate(self.files)}
        rows = select(Image.filename, Result.label).join(Result, Result.image_id == Image.id)
        with opened_of(self.server) as database:
            with database.read() as connection:
                found = connection.execute(rows.where(Result.ordinal == 0)).all()
                doubled = made_twice(connection, self.uploads.jobs)
            findings = audited(self.server, database, BOUNDS).findings
        doubled += sum(finding.count for finding in findings if finding.kind == TWICE)
        return len(found), doubled, sum(row.label != right[row.filename[:4]] for row in found)


@click.command()
@click.option("--minutes", default=30.0, show_default=True)
@click.option("--seed", default=None, type=int, help="Of an earlier soak, to repeat its choices.")
def main(minutes: float, seed: int | None) -> None:
    """Break a running system again and again. Fails if anything was lost, doubled or grew."""
    seed = randrange(2**32) if seed is None else seed
    print(f"Seed {seed}")
    taken_at = datetime.now(UTC).isoformat(timespec="seconds")
    with tempfile.TemporaryDirectory() as home, running(Path(home), ENVIRONMENT) as server:
        soak = Soak(server, Random(seed))
        soak.run(60 * minutes)
        ended, doubled, mislabelled = soak.ends()
    accepted = soak.uploads.accepted
    report = SoakReport(
        taken_at, seed, minutes, dict(soak.faults), dict(soak.uploads.answers), accepted, ended,
        accepted - ended, doubled, mislabelled, soak.quiet, soak.memory,
    )  # fmt: skip
    print(f"Written to {keep(report)}")
    if report.complaints:
        raise click.ClickException("; ".join(report.complaints))
    print(f"{accepted:,} accepted, each ended once; {sum(soak.faults.values())} faults")


if __name__ == "__main__":
    main()
