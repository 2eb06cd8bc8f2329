"""Claims: only where work runs, for no longer than a lease, and swept soon after it."""

from sqlalchemy import and_, or_, select

from core.audit.types import Bounds, Check, Kind
from core.clock import database_now
from core.tables import Image, Job, Video

_VIDEO_STATES = ("waiting", "working", "sampled", "failed", "cancelled")
BROKEN = Kind(
    "claim_broken",
    "Images or videos are in work without a claim and a lease, or claimed without being in work.",
    "Restart the workers and the sweeper; if it stays, cancel and retry the job.",
)
UNSWEPT = Kind(
    "claim_not_swept",
    "Leases ended long ago and nobody took the images or videos back.",
    "See that the sweeper runs (browline up, or browline sweeper) and reaches this database.",
)
LONG = Kind(
    "claim_too_long",
    "Leases end later than any that is given now: LEASE_SECONDS was longer, or a clock was put back.",
    "Wait until they end, or restart the database's machine with the right time.",
)
CANCELLED = Kind(
    "waits_though_cancelled",
    "Images or videos wait in jobs that were cancelled.",
    "Cancel the job again.",
)
STATE = Kind(
    "unknown_video_state",
    "Videos are in a state that this version does not know, so nobody takes them.",
    "Run the version that wrote them, or the newest one.",
)


def claim_checks(bounds: Bounds) -> list[Check]:
    """Claims are where work runs; leases are compared with the database's clock, which gave them."""
    soonest = database_now() - bounds.late_seconds
    latest = database_now() + bounds.lease_seconds + 60
    image_broken = or_(
        and_(Image.state == "working", or_(Image.claim_id.is_(None), Image.lease_until.is_(None))),
        and_(Image.state != "working", or_(Image.claim_id.is_not(None), Image.lease_until.is_not(None))),
    )
    video_broken = or_(
        and_(Video.state == "working", or_(Video.claim_id.is_(None), Video.lease_until.is_(None))),
        and_(Video.state != "working", Video.claim_id.is_not(None)),
    )
    stopped = Job.cancelled_at.is_not(None) & Job.deleted_at.is_(None) & Job.moving_to.is_(None)
    waiting = Image.state == "waiting", Video.state == "waiting"
    in_work = Image.state == "working", Video.state == "working"
    image_stopped = select(Image.id).join(Job, Job.id == Image.job_id).where(waiting[0], stopped)
    video_stopped = select(Video.id).join(Job, Job.id == Video.job_id).where(waiting[1], stopped)
    return [
        Check(BROKEN, select(Image.id).where(image_broken).union_all(select(Video.id).where(video_broken))),
        Check(
            UNSWEPT,
            select(Image.id)
            .where(in_work[0], Image.lease_until < soonest)
            .union_all(select(Video.id).where(in_work[1], Video.lease_until < soonest)),
        ),
        Check(
            LONG,
            select(Image.id)
            .where(in_work[0], Image.lease_until > latest)
            .union_all(select(Video.id).where(Video.lease_until > latest)),
        ),
        Check(CANCELLED, image_stopped.union_all(video_stopped)),
        Check(STATE, select(Video.id).where(Video.state.not_in(_VIDEO_STATES))),
    ]
