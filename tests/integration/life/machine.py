"""An image's life as a state machine: people, workers, sweepers and deaths in any order.

Rules are what may happen; `killed` is the commit before which the process that does it is killed. After any
such history the system recovers by time and the sweeper alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.audit.audit import audit_rows
from core.audit.types import Bounds
from core.errors import Conflict
from core.ids import new_id
from core.jobs.actions import cancel_job, close_job, delete_job, retry_job
from core.jobs.create import BULK, SNAPSHOT
from core.work.claim import claim
from core.work.finish import finish
from core.work.release import give_back, lose_claim
from core.work.types import Claim, ClaimedImage, Outcome
from tests.integration.life.system import System
from tests.support.auditing import codes
from tests.support.crashes import killed_at
from tests.support.factories import faceless, failed, sure
from worker.loose_packs import LoosePacks
from worker.sweeper import IDLE_SECONDS, sweep, sweep_live_frames, tidy

LEASE = 60
ENDED = {"classified", "no_face", "failed"}
OUTCOMES: Sequence[Callable[[ClaimedImage], Outcome]] = (sure, faceless, failed)

killed = st.sampled_from([None, None, None, 1, 2, 3])
which = st.integers(0, 5)
few = st.integers(1, 3)


@dataclass(slots=True)
class Request:
    """What a client asked for, with a key, and the job that it was told of, if it was."""

    key: str
    count: int
    job: str | None = None


@dataclass(slots=True)
class Hand:
    """A claim in a worker's hands, and the images that it has not ended yet."""

    claim: Claim
    left: list[ClaimedImage]


class Life(RuleBasedStateMachine):
    """Everything that may happen to images."""

    def __init__(self, system: System, audit_every: int) -> None:
        """The auditor looks after every so many steps, which takes most of the time."""
        super().__init__()
        self.audit_every = audit_every
        self.steps = 0
        self.system = system
        self.requests: list[Request] = []
        self.jobs: list[str] = []
        self.promised: dict[str, str] = {}  # the job of each image that was committed
        self.hands: list[Hand] = []
        self.ghosts: list[Hand] = []  # of workers that were killed or lost their claim
        self.live: list[str] = []
        self.ends: dict[str, set[str]] = {}

    # People

    @rule(count=few, announced=st.sampled_from([None, None, 5]), urgent=st.booleans(), killed=killed)
    def upload(self, count: int, announced: int | None, urgent: bool, killed: int | None) -> None:
        """A request comes; the web may be killed before its commit, or before it rings and answers."""
        request = Request(new_id(), count)
        self.requests.append(request)
        with killed_at(self.system.database, killed):
            self._upload(request, announced, SNAPSHOT if urgent else BULK)
            if killed is None:
                self.system.bell.ring(count)

    @precondition(lambda self: self.requests)
    @rule(which=which)
    def upload_again(self, which: int) -> None:
        """A client that got no answer asks again, and one that got one gets the same."""
        self._upload(self.requests[which % len(self.requests)], None, BULK)

    def _upload(self, request: Request, announced: int | None, priority: int) -> None:
        job, images = self.system.upload(request.key, request.count, announced, priority)
        assert not images or request.job is None or request.job not in self.jobs
        assert images or request.job == job
        if images:
            self.jobs.append(job)
            self.promised |= {image.id: job for image in images}
        request.job = job

    @precondition(lambda self: self.jobs)
    @rule(which=which, count=few, killed=killed)
    def add(self, which: int, count: int, killed: int | None) -> None:
        job = self._job(which)
        images = self.system.stored(job, count)
        try:
            with killed_at(self.system.database, killed):
                self.system.add(job, images)
                self.promised |= {image.id: job for image in images}
                self.system.bell.ring(count)
        except Conflict:
            self.system.store.discard(images[0].blob.pack)

    @precondition(lambda self: self.jobs)
    @rule(which=which, action=st.sampled_from([cancel_job, retry_job, close_job]), killed=killed)
    def act(self, which: int, action: Callable[..., object], killed: int | None) -> None:
        job = self._job(which)
        states = self.system.states()
        with killed_at(self.system.database, killed), self.system.database.write() as connection:
            action(connection, self.system.owner, job)
        if action is retry_job:  # the failed ones begin another life
            self.ends = {
                image: rows
                for image, rows in self.ends.items()
                if self.promised.get(image) != job or states[image] != "failed"
            }
            self.system.bell.ring(1)

    @precondition(lambda self: self.jobs)
    @rule(which=which, killed=killed, bytes_too=st.booleans())
    def delete(self, which: int, killed: int | None, bytes_too: bool) -> None:
        job = self._job(which)
        with killed_at(self.system.database, killed):
            with self.system.database.write() as connection:
                delete_job(connection, self.system.owner, job)
            self.jobs.remove(job)
            self.promised = {image: of for image, of in self.promised.items() if of != job}
            if bytes_too:
                self.system.store.delete_job(job)

    @rule(killed=killed)
    def show_a_live_frame(self, killed: int | None) -> None:
        with killed_at(self.system.database, killed):
            self.live.append(self.system.take_live_frame())
            self.system.bell.ring(1)

    # The doorbell

    @rule(times=st.sampled_from([0, 10]))
    def lose_or_repeat_rings(self, times: int) -> None:
        self.system.bell.rings *= times

    # Workers

    @rule(how=st.sampled_from(OUTCOMES))
    def work(self, how: Callable[[ClaimedImage], Outcome]) -> None:
        """A worker to which nothing happens, if somebody rang: it takes what there is, suspects last."""
        database = self.system.database
        while self.system.bell.rings:
            claimed = claim(database, 64, LEASE) or claim(database, 64, LEASE, suspects=True)
            if claimed is None:
                self.system.bell.rings = 0
            else:
                ended = finish(database, claimed.id, [how(image) for image in claimed.images], "test-1")
                assert ended == len(claimed.images)

    @precondition(lambda self: self.system.bell.rings)
    @rule(limit=few, suspects=st.booleans(), killed=killed)
    def hear(self, limit: int, suspects: bool, killed: int | None) -> None:
        with killed_at(self.system.database, killed):
            claimed = claim(self.system.database, limit, LEASE, suspects=suspects)
            if claimed is None:
                self.system.bell.rings -= 1
            else:
                self.hands.append(Hand(claimed, list(claimed.images)))

    @precondition(lambda self: self.hands)
    @rule(which=which, count=few, how=st.sampled_from(OUTCOMES), killed=killed)
    def end_some(
        self, which: int, count: int, how: Callable[[ClaimedImage], Outcome], killed: int | None
    ) -> None:
        """A slice ends; a worker that is killed here stays away."""
        hand = self.hands[which % len(self.hands)]
        with killed_at(self.system.database, killed):
            finish(self.system.database, hand.claim.id, [how(image) for image in hand.left[:count]], "test-1")
            hand.left = hand.left[count:]
        if killed is not None or not hand.left:
            self._leave(hand)

    @precondition(lambda self: self.hands)
    @rule(which=which)
    def die(self, which: int) -> None:
        self._leave(self.hands[which % len(self.hands)])

    @precondition(lambda self: self.hands)
    @rule(which=which, back=st.sampled_from([give_back, lose_claim]), killed=killed)
    def go_back(self, which: int, back: Callable[..., int], killed: int | None) -> None:
        hand = self.hands[which % len(self.hands)]
        with killed_at(self.system.database, killed):
            back(self.system.database, hand.claim.id)
        self._leave(hand)

    @precondition(lambda self: self.ghosts)
    @rule(which=which)
    def write_late(self, which: int) -> None:
        """A worker that was away ends its batch: what is not its own any more stays as it is."""
        ghost = self.ghosts[which % len(self.ghosts)]
        outcomes = [sure(image, "male") for image in ghost.claim.images]
        finish(self.system.database, ghost.claim.id, outcomes, "late")

    def _leave(self, hand: Hand) -> None:
        self.hands.remove(hand)
        self.ghosts.append(hand)

    # Time, and who mends

    @rule(seconds=st.sampled_from([1, LEASE + 1]))
    def wait(self, seconds: int) -> None:
        self.system.clock.forward(seconds)

    @rule(killed=killed)
    def sweep(self, killed: int | None) -> None:
        with killed_at(self.system.database, killed):
            sweep(self.system.database, self.system.bell)
            sweep_live_frames(self.system.database, self.system.store, older_than_seconds=0)

    @rule(killed=killed)
    def tidy(self, killed: int | None) -> None:
        self.system.let_packs_grow_old()
        with killed_at(self.system.database, killed):
            folders = tidy(self.system.database, self.system.store, retention_days=30)
            LoosePacks(self.system.database, self.system.store).remove(folders, IDLE_SECONDS)

    # What has to be true

    @invariant()
    def nothing_promised_is_gone(self) -> None:
        assert self.promised.keys() <= self.system.states().keys()

    @invariant()
    def an_end_is_the_last_word(self) -> None:
        now = self.system.ends()
        for image, rows in self.ends.items():
            assert image not in self.promised or now.get(image) == rows
        self.ends = now

    @invariant()
    def nothing_contradicts_itself(self) -> None:
        self.steps += 1
        if self.steps % self.audit_every:
            return
        with self.system.database.read() as connection:
            assert audit_rows(connection, Bounds(sweep_seconds=1e6)) == []  # nobody sweeps but when told

    def teardown(self) -> None:
        """All processes die; then time, the sweeper and a worker make everything good."""
        self.hands.clear()
        for _ in range(6):  # three losses, and one ring each
            self._recover()
        assert not {"waiting", "working"} & set(self.system.states().values())
        self.an_end_is_the_last_word()
        self.tidy(None)
        assert codes(self.system.database, self.system.store) == {}

    def _recover(self) -> None:
        self.system.clock.forward(LEASE + 1)
        self.sweep(None)
        self.work(sure)

    def _job(self, which: int) -> str:
        return self.jobs[which % len(self.jobs)]
