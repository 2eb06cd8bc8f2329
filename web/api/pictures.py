"""Pictures for the eye: always re-encoded, never the stored bytes."""

from flask import Blueprint, Response, request

from core.blobs import BlobMissing
from core.errors import Invalid, NotFound
from core.jobs.images import StoredImage, get_image
from core.results.page import face_row
from imaging.errors import ImageError
from imaging.picture import crop, preview, surrounded
from web.api.fields import number
from web.auth import current_account
from web.context import context
from web.journal import saw
from web.rules import needs

pictures = Blueprint("pictures", __name__)

SIZES = range(16, 2049)
MAX_BOXES = 8


@pictures.get("/images/<uuid:image_id>/preview")
@needs("uploader")
def image_preview(image_id: object) -> Response:
    """The image as a JPEG whose longest side is at most `size` pixels."""
    size = _size(640)
    with context().database.read() as connection:
        image = get_image(connection, current_account(), str(image_id))
    if image.kept:
        saw(image.job_id)
    try:
        with context().easels:
            return _jpeg(preview(_bytes(image), size))
    except ImageError as error:
        raise NotFound(f"{image.filename} has no picture: {error.detail}", "no_picture") from None


@pictures.get("/faces/<uuid:face_id>/crop")
@needs("uploader")
def face_crop(face_id: object) -> Response:
    """The face as a JPEG whose longest side is at most `size` pixels, with its surroundings if asked for."""
    size, boxes = _size(256), _boxes()
    with context().database.read() as connection:
        row = face_row(connection, current_account(), str(face_id))
        image = get_image(connection, current_account(), str(row.image_id))
    if image.kept:
        saw(image.job_id)
    shown = row.box if boxes is None else surrounded(row.box, boxes)
    try:
        with context().easels:
            return _jpeg(crop(_bytes(image), row.size, shown, size))
    except ImageError as error:
        raise NotFound(f"{image.filename} has no picture: {error.detail}", "no_picture") from None


def _size(default: int) -> int:
    size = number(request.args, "size", int)
    if size is not None and size not in SIZES:
        raise Invalid(f"size must be from {SIZES.start} to {SIZES.stop - 1} pixels.", "invalid_size")
    return default if size is None else size


def _boxes() -> float | None:
    boxes = number(request.args, "boxes", float)
    if boxes is not None and not 1 <= boxes <= MAX_BOXES:
        raise Invalid(f"boxes must be from 1 to {MAX_BOXES}.", "invalid_boxes")
    return boxes


def _bytes(image: StoredImage) -> bytes:
    try:
        return context().blobs.read_one(image.blob)
    except BlobMissing as error:
        raise NotFound(f"{image.filename}: {error}.", "no_picture") from None


def _jpeg(data: bytes) -> Response:
    response = Response(data, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response
