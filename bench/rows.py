"""A job of many rows, written straight into a database: what a page shows quickly is measured at size."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert, update

from core.blobs import BlobRef, BlobStore
from core.database import Database
from core.ids import new_id
from core.jobs.create import JobRequest, create_job
from core.labels import AGE_GROUPS, QUALITY_FLAGS
from core.reviews.types import REVIEW_LABELS
from core.tables import Image, Job, Result, Review
from demo.pictures import jpeg

PICTURES = 64  # that differ; each lies in the store once and is many images'
PIECE = 2_000  # images in a transaction
THRESHOLD = 0.9
SIDE = 200  # pixels
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def write_rows(database: Database, store: BlobStore, owner_id: str, images: int, seed: int = 6) -> str:
    """Make a job of so many ended images, nine in ten with a face; returns its id."""
    job_id = new_id()
    with store.pack(job_id) as pack:
        refs = [pack.add(jpeg(number)) for number in range(PICTURES)]
    with database.write() as connection:
        create_job(connection, owner_id, job_id, JobRequest(f"{images:,} rows", THRESHOLD, "face"))
    random = np.random.default_rng(seed)
    stored = 0
    for start in range(0, images, PIECE):
        pairs = list(_pairs(job_id, refs, range(start, min(start + PIECE, images)), random))
        words = [_word(row, owner_id) for _, row in pairs if row["reviewed_at"]]
        stored += sum(int(image["blob_length"]) for image, _ in pairs)
        with database.write(synced=False) as connection:
            connection.execute(insert(Image), [image for image, _ in pairs])
            connection.execute(insert(Result), [result for _, result in pairs])
            if words:
                connection.execute(insert(Review), words)
    ended = update(Job).where(Job.id == job_id)
    with database.write() as connection:
        connection.execute(ended.values(stored_images=images, stored_bytes=stored, finished_at=BEGIN))
    return job_id


def _pairs(
    job_id: str, refs: list[BlobRef], numbers: range, random: np.random.Generator
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Images with the rows of their ends: one in twenty shows nobody, and as many failed."""
    for number in numbers:
        ref, image_id = refs[number % len(refs)], new_id()
        state = ("no_face", "failed")[number % 2] if random.random() < 0.1 else "classified"
        image = {
            "id": image_id, "job_id": job_id, "filename": f"ward-{number % 97:02}/IMG_{number:06}.jpg",
            "sha256": f"{number:064x}", "width": SIDE, "height": SIDE, "blob": ref.pack,
            "blob_offset": ref.offset, "blob_length": ref.length, "state": state, "priority": 0, "losses": 0,
            "created_at": BEGIN + timedelta(seconds=number / 500),
        }  # fmt: skip
        common = {
            "id": new_id(), "job_id": job_id, "image_id": image_id, "ordinal": 0, "status": state,
            "classified_at": BEGIN + timedelta(seconds=number / 100), "quality_flags": "",
        }  # fmt: skip
        yield image, common | (_face(random, number) if state == "classified" else _without(state))


def _face(random: np.random.Generator, number: int = 0) -> dict[str, Any]:
    female, sure = bool(random.random() < 0.5), 0.5 + 0.5 * float(random.beta(4, 0.6))
    flags = [flag for flag in QUALITY_FLAGS if random.random() < 0.05]
    settled = random.random() < 0.1
    label = "female" if female else "male"
    said = str(random.choice(REVIEW_LABELS)) if random.random() < 0.1 else label
    when = BEGIN + timedelta(hours=1, seconds=number / 100 + 86_400 * int(random.integers(7)))
    return {
        "face_x": 0, "face_y": 0, "face_w": SIDE, "face_h": SIDE, "face_score": None, "label": label,
        "confidence": sure, "p_female": sure if female else 1 - sure, "p_male": 1 - sure if female else sure,
        "age_group": AGE_GROUPS[int(random.integers(len(AGE_GROUPS)))], "age_confidence": 0.6,
        "mask": "worn" if random.random() < 0.9 else "none", "mask_confidence": 0.95,
        "quality_flags": " ".join(flags), "error_code": None, "error_detail": None, "model_version": "bench",
        "finder_version": None, "reviewed_label": said if settled else None,
        "reviewer": "owner" if settled else None, "reviewed_at": when if settled else None, "track_id": None,
        "opinions": int(settled),
    }  # fmt: skip


def _word(row: dict[str, Any], account_id: str) -> dict[str, Any]:
    """What somebody said of a face that is settled."""
    return {
        "id": new_id(), "job_id": row["job_id"], "face_id": row["id"], "account_id": account_id,
        "reviewer": row["reviewer"], "label": row["reviewed_label"], "created_at": row["reviewed_at"],
    }  # fmt: skip


def _without(state: str) -> dict[str, Any]:
    empty = dict.fromkeys(name for name in _face(np.random.default_rng(0)) if name != "quality_flags") | {
        "opinions": 0
    }
    if state == "failed":
        empty |= {"error_code": "undecodable", "error_detail": "The picture is damaged."}
    return empty
