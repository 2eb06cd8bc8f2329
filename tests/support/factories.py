"""Rows of every kind with sensible defaults; a test names only what it is about."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import select, update

from core.accounts.tokens import create_token as make_token
from core.blobs import BlobRef
from core.clock import utc_now
from core.database import Database
from core.ids import new_id
from core.jobs import create
from core.jobs.create import BULK, JobRequest, NewImage, add_images
from core.jobs.state import JobView, get_job
from core.results.row import COLUMNS, ResultRow
from core.settings import Settings
from core.tables import Account, Image, Result
from core.work.claim import claim
from core.work.finish import finish
from core.work.types import Claim, ClaimedImage, Face, Outcome

MODEL = "test-1"


def create_settings(home: Path, **changes: object) -> Settings:
    """Settings of a system in `home`."""
    home.mkdir(parents=True, exist_ok=True)
    return Settings(home=home, **changes)  # type: ignore[arg-type]


def create_account(database: Database, name: str = "owner", role: str | None = None) -> str:
    """The id of a new account, or of the one that has this name; the owner is an admin, as on loopback."""
    with database.write() as connection:
        found = connection.execute(select(Account.id).where(Account.name == name)).scalar_one_or_none()
        if found is None:
            found = new_id()
            role = role or ("admin" if name == "owner" else "uploader")
            row = Account.__table__.insert().values(id=found, name=name, role=role, created_at=utc_now())
            connection.execute(row)
    return found


def create_token(database: Database, name: str = "owner", role: str | None = None) -> str:
    """An API token of an account."""
    account = create_account(database, name, role)
    with database.write() as connection:
        return make_token(connection, account, "test")


def create_image(filename: str = "a.jpg", **changes: object) -> NewImage:
    """One accepted image; its bytes lie nowhere."""
    values: dict[str, object] = {
        "filename": filename, "sha256": "0" * 64, "width": 200, "height": 100,
        "blob": BlobRef("job/pack", 0, 10), "id": new_id(),
    }  # fmt: skip
    return NewImage(**(values | changes))  # type: ignore[arg-type]


def create_job(
    database: Database,
    images: Sequence[NewImage] | int = 0,
    *,
    owner: str = "owner",
    refused: int = 0,
    priority: int = BULK,
    threshold: float = 0.8,
    framing: str = "face",
    expected: int | None = None,
    uncertain_flags: tuple[str, ...] = (),
) -> str:
    """The id of a new job that has received these images (or so many)."""
    account, job_id = create_account(database, owner), new_id()
    if isinstance(images, int):
        images = [create_image(f"{number:03}.jpg") for number in range(images)]
    with database.write() as connection:
        request = JobRequest("Test", threshold, framing, expected, uncertain_flags)
        create.create_job(connection, account, job_id, request)
        if images or refused:
            add_images(connection, account, job_id, images, refused, priority)
    return job_id


def read_job(database: Database, job_id: str, owner: str = "owner") -> JobView:
    """A job as its owner sees it."""
    account = create_account(database, owner)
    with database.read() as connection:
        return get_job(connection, account, job_id)


def image_states(database: Database, job_id: str) -> list[str]:
    """The states of a job's images, in the order of their coming."""
    with database.read() as connection:
        query = select(Image.state).where(Image.job_id == job_id).order_by(Image.id)
        return list(connection.execute(query).scalars())


def claim_some(database: Database, limit: int = 64, lease: float = 60, *, suspects: bool = False) -> Claim:
    """A claim; there has to be work."""
    claimed = claim(database, limit, lease, suspects=suspects)
    assert claimed is not None
    return claimed


def sure(image: ClaimedImage, label: str = "female", confidence: float = 0.95, **said: object) -> Outcome:
    """An image that ended with one face, of which the model may have `said` more."""
    rest = 1 - confidence
    pair = (confidence, rest) if label == "female" else (rest, confidence)
    face = Face((1, 2, 30, 40), label, confidence, *pair, **said)  # type: ignore[arg-type]
    return Outcome(image.id, image.job_id, (face,))


def talked_about(image: ClaimedImage) -> Outcome:
    """An image whose face got all that a model can say, and two flags."""
    said = {"age_group": "70+", "age_confidence": 0.6, "mask": "worn", "mask_confidence": 0.9}
    return sure(image, quality_flags="blurred tiny", **said)


def doubtful(image: ClaimedImage) -> Outcome:
    """An image whose face is under the usual threshold."""
    return sure(image, "male", 0.6)


def faceless(image: ClaimedImage) -> Outcome:
    """An image without a face."""
    return Outcome(image.id, image.job_id)


def crowd(image: ClaimedImage) -> Outcome:
    """An image of three faces, the largest first."""
    faces = [Face((9, 9, side, side), "male", 0.9, 0.1, 0.9, 0.8) for side in (50, 40, 30)]
    return Outcome(image.id, image.job_id, faces, finder_version="finder-1")


def failed(image: ClaimedImage) -> Outcome:
    """An image that could not be decoded."""
    return Outcome(image.id, image.job_id, error_code="undecodable", error_detail="The picture is damaged.")


def end_some(
    database: Database, how: Callable[[ClaimedImage], Outcome] = sure, limit: int = 64
) -> Sequence[ClaimedImage]:
    """Claim up to `limit` images and end them all in this way."""
    claimed = claim_some(database, limit)
    finish(database, claimed.id, [how(image) for image in claimed.images], MODEL)
    return claimed.images


def end_in_turn(database: Database, *ways: Callable[[ClaimedImage], Outcome]) -> None:
    """End so many waiting images in one batch, each in its way."""
    claimed = claim_some(database, len(ways))
    outcomes = [how(image) for how, image in zip(ways, claimed.images, strict=True)]
    finish(database, claimed.id, outcomes, MODEL)


def mark_reviewed(database: Database, image_id: str, label: str = "male") -> None:
    """What a later review will write beside a result."""
    with database.write() as connection:
        connection.execute(
            update(Result).where(Result.image_id == image_id)
            .values(reviewed_label=label, reviewer="owner", reviewed_at=utc_now())
        )  # fmt: skip


def create_row(**changes: object) -> ResultRow:
    """One result row that never was in a database."""
    values: dict[str, object] = dict.fromkeys(COLUMNS)
    values |= {"filename": "a.jpg", "sha256": "0" * 64, "quality_flags": "", "status": "classified"}
    return ResultRow(**(values | changes))  # type: ignore[arg-type]
