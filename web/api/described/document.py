"""The OpenAPI 3.1 document: schemas from the types that answer, paths from one table."""

from typing import Any

from pydantic import TypeAdapter

from core.jobs.chosen import Chosen
from core.jobs.reviewers import JobReviewerView
from core.jobs.state import Counts, JobView
from core.labels import AGE_GROUPS, MASKS, QUALITY_FLAGS
from core.results.row import ResultRow
from core.reviews.types import ReviewView
from core.videos.views import VideoView
from web.api.described.operation import Operation
from web.api.described.operations import OPERATIONS

REF = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for a person."},
        "code": {
            "type": "string",
            "description": "A stable word for programs. With 429: quota_bytes, quota_images, "
            "quota_open_jobs, too_many_requests, too_many_frames. With 503: busy, backlog_full, "
            "store_unavailable.",
        },
    },
}
_STRING: dict[str, Any] = {"type": "string"}
_ID = _STRING | {"format": "uuid"}
_ACCOUNT = _STRING | {"pattern": "^[a-z0-9][a-z0-9._@+-]{0,99}$"}
_NOTES = {
    "type": "array",
    "items": _STRING,
    "description": "first_frame: it is an animation, and only its first frame is classified",
}
RESULT_WORDS = {
    "status": "classified: a row a face; no_face: none was found; failed: error_detail says why",
    "face_index": "From 0 for the largest face of the image, which pages call face 1; null where it has none",
    "face_x": "Left of the face's box, in pixels of the upright image",
    "face_score": "How sure the finder is of the face, 0 to 1; null where the image was taken for one face",
    "decision": "The label, or uncertain: under the job's threshold, or with a flag that the job doubts",
    "age_group": f"Apparent age group: {', '.join(AGE_GROUPS)}; null where the model gives none",
    "age_confidence": "Calibrated probability of the age group",
    "mask": f"{', '.join(MASKS)}; null where the model does not say",
    "mask_confidence": "Calibrated probability of what is said of the mask",
    "video_id": "The video whose frame it is; null for a photo",
    "at_seconds": "Time of the frame, from the video's first",
    "track_id": "One person through a video, once all its frames have ended; track_label and the rest are "
    "made of all their faces",
    "earlier_label": "Where the job classifies images again: what was said of the same face before, if it "
    "was called otherwise",
    "final_label": "The final answer: reviewed_label where people have settled the face, else decision; null "
    "without a face",
    "quality_flags": f"Why to doubt it, words with spaces between them: {', '.join(QUALITY_FLAGS)}",
}

CHOSEN_WORDS = {
    "rows": "Rows that the filter keeps",
    "failed": "Rows of images and videos that failed, which can run again",
    "images": "Images that have such a row, and would be deleted",
    "others": "Rows of these images that the filter does not keep, which would go with them",
    "frames": "Frames of videos, which are not deleted one by one",
}

REVIEW_WORDS = {
    "label": "null where it undoes an earlier one",
    "step": "The same for reviews that were written, or undone, at once; null for one alone",
    "standing": "Nobody has taken it back",
}
REFUSED = "invalid_label, invalid_note, not_found, said_twice, settled_meanwhile"

JOB_WORDS = {
    "again_of": "The job whose images it classifies again, which may be gone",
    "changed": "Faces with another label than in that job; null until they are compared, soon after the end",
    "opinions": "How many people are asked about each face",
    "owner": "The name of the account whose it is",
    "shared": "It is somebody else's, and you review its faces",
    "framing": "auto: faces are found in every image; face: every image already is one",
    "frame_count": "Frames that were sampled from its videos",
    "photo_count": "Images that were sent as such",
    "removed": "Images that were deleted with a filter while the job stayed",
    "refused": "Files that were sent and not accepted, which `rejected` in the answer to their upload alone "
    "names, and those that their client refused itself: they have no rows",
    "uncertain_flags": "Quality flags that make a face uncertain, words with spaces between them",
}


def openapi_document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Browline",
            "version": "1",
            "description": "Classifies the apparent gender of people wearing face masks.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return paths


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation.path), *operation.parameters],
        "responses": {
            **operation.answers,
            "default": {
                "description": "What went wrong",
                "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
            },
        },
    }
    if operation.body is not None:
        described["requestBody"] = operation.body
    if operation.open_to_all:
        described["security"] = []
    return described


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": _ACCOUNT if name == "name" else _ID}
        for name in names
    ]


def _schemas() -> dict[str, Any]:
    result, review = ({"$ref": REF.format(model=name)} for name in ("Result", "Review"))
    people = {"type": "array", "items": _schema(JobReviewerView)}
    upload = {
        "type": "object",
        "required": ["accepted", "videos", "rejected"],
        "properties": {
            "accepted": _list(image_id=_ID, filename=_STRING, sha256=_STRING, notes=_NOTES),
            "videos": _list(video_id=_ID, filename=_STRING, sha256=_STRING),
            "rejected": _list(filename=_STRING, code=_STRING, detail=_STRING),
        },
    }
    faces = {"type": "array", "items": result, "description": "Largest first; empty where none was found"}
    more = {"type": "object", "properties": {"id": _ID, "faces": faces}}
    snapshot = {"allOf": [result, more | {"required": ["id", "faces"]}]}
    reviews = {
        "type": "object",
        "required": ["accepted", "rejected"],
        "properties": {
            "accepted": {"type": "array", "items": review},
            "rejected": _list(face_id=_STRING, code=_STRING | {"description": REFUSED}, detail=_STRING),
        },
    }
    words = {"type": "array", "items": review, "description": "What was said and stands no more"}
    more_steps = {"type": "boolean", "description": "Whether an earlier step of the desk can be taken back"}
    undone = {
        "type": "object",
        "properties": {"taken_back": words, "more": more_steps},
        "required": ["taken_back", "more"],
    }
    return {
        "Problem": PROBLEM,
        "Counts": _schema(Counts),
        "Job": _described(_schema(JobView), JOB_WORDS),
        "Result": _described(_schema(ResultRow), RESULT_WORDS),
        "Snapshot": snapshot,
        "Review": _described(_schema(ReviewView), REVIEW_WORDS),
        "Reviews": reviews,
        "Undone": {"allOf": [review, undone]},
        "JobReviewers": {"type": "object", "required": ["items"], "properties": {"items": people}},
        "Upload": upload,
        "Chosen": _described(_schema(Chosen), CHOSEN_WORDS),
        "Retried": _numbers("retried", "left", before=_STRING | {"format": "date-time"}),
        "Deleted": _numbers("deleted", "left", "frames"),
        "Video": _schema(VideoView),
        "NewJob": {"allOf": [{"$ref": REF.format(model="Job")}, {"$ref": REF.format(model="Upload")}]},
    }


def _schema(kind: type) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(ref_template=REF, mode="serialization")
    schema.pop("$defs", None)
    return schema


def _described(schema: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    for name, meaning in words.items():
        schema["properties"][name]["description"] = meaning
    return schema


def _numbers(*names: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schemas
    properties = {name: {"type": "integer"} for name in names} | more
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schemas
    return {
        "type": "array",
        "items": {"type": "object", "required": list(properties), "properties": properties},
    }
