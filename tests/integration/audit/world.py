"""A database and a store in which everything is in order and every table has rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.accounts.links import create_sign_in_link
from core.accounts.sessions import end_session
from core.blobs import LIVE, BlobStore
from core.blobs.folder import FolderStore
from core.database import Database
from core.idempotency import Answer, keep_answer
from core.ids import new_id
from core.jobs.create import JobRequest, NewImage, add_images, create_job
from core.jobs.drawn import mark_drawn
from core.jobs.live_frames import add_live_frame
from core.jobs.reviewers import add_reviewer
from core.presence import WorkerReport, report
from core.reviews.queue import Question
from core.reviews.take import take_faces
from core.reviews.types import Reviewer
from core.reviews.undo import take_back
from core.reviews.write import add_review
from core.videos.claim import claim_video
from core.videos.create import add_videos
from core.videos.due import seen_faces, take_due_video
from core.videos.end import end_failed, end_sampled, note_discarded
from core.videos.progress import add_frames
from core.videos.save import NewTrack, save_tracks
from core.videos.types import NewFrame, NewVideo
from core.work.types import ClaimedImage, Face, Outcome
from tests.support.factories import (
    claim_some,
    create_account,
    create_image,
    create_token,
    end_in_turn,
    end_some,
    faceless,
    failed,
    sure,
)


@dataclass(frozen=True, slots=True)
class World:
    """A system at rest but for one image that waits and one in work, in the job `open`."""

    database: Database
    store: BlobStore
    folder: Path
    done: str
    open: str


def make_world(database: Database, folder: Path, elsewhere: BlobStore | None = None) -> World:
    """Everything in order, and rows in every table; the bytes lie in the folder, or elsewhere."""
    store = elsewhere or FolderStore(folder)
    create_token(database)
    owner = create_account(database)
    with database.write() as connection:
        create_sign_in_link(connection, owner)
        end_session(connection, new_id())
        report(connection, WorkerReport("here:1", True, "litert", "test-1", ""))
    done = job_of(database, store, 3)
    end_in_turn(database, two_faces, faceless, failed)
    film(database, store, frames=2)
    broken_film(database, store)
    live_frame(database, store)
    end_some(database)
    reviewed(database, Reviewer(owner, "owner"))
    shared(database, owner, done)
    with database.write() as connection:
        mark_drawn(connection, done)
    opened = job_of(database, store, 2)
    claim_some(database, 1)
    return World(database, store, folder, done, opened)


def reviewed(database: Database, who: Reviewer) -> None:
    """A word about one face that was taken back, and another face that somebody looks at.

    The answer to the word is kept, as one to words about many faces is: it accepts, and promises no image.
    """
    face, _ = take_faces(database, who, Question(which="all"), 2)
    with database.write() as connection:
        said = add_review(connection, who, str(face.face_id), "female")
        body = {"accepted": [{"id": said.id, "face_id": said.face_id}], "rejected": []}
        kept = Answer(said.job_id, 201, json.dumps(body))
        keep_answer(connection, who.account_id, said.id, "f" * 64, kept)
        take_back(connection, who)


def shared(database: Database, owner: str, job_id: str) -> None:
    """A job that somebody else reviews too."""
    create_account(database, "reviewer", "reviewer")
    with database.write() as connection:
        add_reviewer(connection, owner, job_id, "reviewer")


def two_faces(image: ClaimedImage) -> Outcome:
    faces = [Face((9, 9, side, side), "male", 0.9, 0.1, 0.9, 0.8) for side in (50, 40)]
    return Outcome(image.id, image.job_id, faces, finder_version="finder-1")


def stored(store: BlobStore, job_id: str, count: int) -> list[NewImage]:
    with store.pack(job_id) as pack:
        return [create_image(f"{n}.jpg", blob=pack.add(b"picture")) for n in range(count)]


def job_of(database: Database, store: BlobStore, count: int) -> str:
    """A job of so many images, and the answer that its asker got."""
    job_id, account = new_id(), create_account(database)
    images = stored(store, job_id, count)
    body = {"id": job_id, "accepted": [{"image_id": image.id} for image in images], "videos": []}
    with database.write() as connection:
        create_job(connection, account, job_id, JobRequest("Test", 0.8, "face"))
        add_images(connection, account, job_id, images, 0)
        keep_answer(connection, account, job_id, "f" * 64, Answer(job_id, 202, json.dumps(body)))
    return job_id


def upload_film(database: Database, store: BlobStore) -> str:
    job_id, account = new_id(), create_account(database)
    with store.pack(job_id) as pack:
        ref = pack.add(b"film")
    with database.write() as connection:
        create_job(connection, account, job_id, JobRequest("Film", 0.8, "face"))
        add_videos(connection, job_id, [NewVideo("clip.mp4", "0" * 64, "mp4", ref, new_id())], 1.0)
        add_images(connection, account, job_id, [], 0)
    return job_id


def film(database: Database, store: BlobStore, frames: int) -> None:
    """A video whose frames have ended, all with one person."""
    upload_film(database, store)
    video = claim_video(database, 60)
    assert video is not None
    add_frames(database, video, new_frames(store, video.job_id, frames), 60)
    assert end_sampled(database, video)
    store.discard(video.blob.pack)
    note_discarded(database, video.id)
    end_some(database, sure)
    due = take_due_video(database, 60)
    assert due is not None
    with database.read() as connection:
        faces = [face.result_id for face in seen_faces(connection, due.id)]
    person = NewTrack(0, frames - 1, "female", 0.95, 0.95, "", faces[0], faces)
    assert save_tracks(database, due, [person], 60)


def new_frames(store: BlobStore, job_id: str, count: int) -> Sequence[NewFrame]:
    with store.pack(job_id) as pack:
        return [NewFrame(n, float(n), "0" * 64, 200, 100, pack.add(b"frame")) for n in range(count)]


def broken_film(database: Database, store: BlobStore) -> None:
    """A video that failed, and has no tracks."""
    upload_film(database, store)
    video = claim_video(database, 60)
    assert video is not None
    end_failed(database, video, "undecodable", "It is broken.")
    due = take_due_video(database, 60)
    assert due is not None
    assert save_tracks(database, due, [], 60)


def live_frame(database: Database, store: BlobStore) -> None:
    with store.pack(LIVE) as pack:
        image = create_image(blob=pack.add(b"frame"))
    account = create_account(database)
    with database.write() as connection:
        add_live_frame(connection, account, new_id(), 0.8, (), image)
