"""What each call takes and answers: the table behind the OpenAPI document."""

from dataclasses import dataclass, field
from typing import Any, get_args

from core.jobs.create import MAX_EXPECTED
from core.labels import AGE_GROUPS, DECISIONS, FRAMINGS, LABELS, MASKS, QUALITY_FLAGS, STATUSES
from core.results.filters import Sort
from core.results.grain import Rows
from core.reviews.orders import ORDERS
from core.reviews.queue import Which
from core.reviews.standing import MOST_OPINIONS
from core.reviews.types import DESK, LONGEST_NOTE, NOTE, REVIEW_LABELS
from core.reviews.write import AT_ONCE
from core.videos.types import EVERY


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `answers` and `body` are OpenAPI objects."""

    method: str
    path: str
    name: str
    summary: str
    answers: dict[str, Any]
    parameters: list[dict[str, Any]] = field(default_factory=list)
    body: dict[str, Any] | None = None
    open_to_all: bool = False


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _page(item: dict[str, Any]) -> dict[str, Any]:
    properties = {"items": {"type": "array", "items": item}, "next_cursor": {"type": ["string", "null"]}}
    return {"type": "object", "required": list(properties), "properties": properties}


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schema
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema or {"type": "string"},
        "allowEmptyValue": True,  # as if it were absent
    }


_EVERY = {
    "type": "number",
    "minimum": EVERY[0],
    "maximum": EVERY[1],
    "description": "Seconds between the sampled frames of videos; 1 if absent",
}


def _multipart(*needed: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schema
    """A form of images, of which at least one of the `needed` fields has to be there."""
    images = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
    schema = {
        "type": "object",
        "properties": {"images": images, "every": _EVERY, **fields},
        "anyOf": [{"required": [name]} for name in needed],
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


_ANY = {"type": "object"}
_PICTURE = {"200": {"description": "A picture", "content": {"image/jpeg": {}}}}
_SEEN = "[!-~¡-¬®-ÿ]"  # what of Latin-1 can be printed, but for the space
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key and body give the same answer; another body 409.",
    "schema": {"type": "string", "pattern": f"^{_SEEN}([ {_SEEN[1:]}{{0,253}}{_SEEN})?$"},
}
_LIST = [
    _query("limit", "1 to 1000", type="integer", minimum=1, maximum=1000),
    _query("cursor", "From next_cursor"),
]
_SHARED = _query("shared", "true: those of others that are shared with you, instead of yours", type="boolean")
_WAIT = _query("wait", "Seconds to hold the answer", type="number", minimum=0, maximum=10)
_KEEP = _query(
    "keep",
    "false: a live frame, removed with its result when the answer was given, or soon if nobody collects it",
    type="boolean",
    default=True,
)
_SIZE = _query("size", "Longest side in pixels", type="integer", minimum=16, maximum=2048)
_BOXES = _query(
    "boxes", "Show a square of so many longest sides of the face's box", type="number", minimum=1, maximum=8
)
_OF_BEST = "; with rows=people of their best face alone"
_FILTER = [
    _query("label", "Apparent gender", enum=list(LABELS)),
    _query("status", "How the image ended", enum=list(STATUSES)),
    _query(
        "decision",
        "Under the job's threshold, or with a flag that it doubts: uncertain",
        enum=list(DECISIONS),
    ),
    _query("min_confidence", "0 to 1", type="number", minimum=0, maximum=1),
    _query("max_confidence", "0 to 1", type="number", minimum=0, maximum=1),
    _query("reviewed", f"Whether a person settled it{_OF_BEST}", type="boolean"),
    _query("filename", "A part of the name, case aside"),
    _query("age_group", f"Apparent age group, where the model gives one{_OF_BEST}", enum=list(AGE_GROUPS)),
    _query("mask", f"Whether a mask is worn, where the model says so{_OF_BEST}", enum=list(MASKS)),
    _query("quality_flag", "Faces that have this flag, whatever else they have", enum=list(QUALITY_FLAGS)),
    _query(
        "changed",
        "Whether an earlier model called the face otherwise, where images are classified again",
        type="boolean",
    ),
    _query("track", "The faces of one person of a video", format="uuid", type="string"),
    _query("image", "The rows of one image", format="uuid", type="string"),
    _query(
        "rows",
        "people: one row a person of a video, that of their best face; filename is the video's, and label, "
        "confidence, p_female, p_male, decision and quality_flags are made of all their faces, while "
        "age_group, mask, the review and all else are of that face alone. Photos as ever. faces if absent",
        enum=list(get_args(Rows)),
    ),
    _query(
        "sort",
        "Order, with - from the end. Rows that say nothing of it come last; words are in alphabetical order, "
        "reviewed by the time of the review that stands",
        enum=list(get_args(Sort)),
    ),
]
_BEFORE = _query(
    "before",
    "Only what failed before this time, which the first answer gives; now if absent. So what fails again "
    "does not go round",
    type="string",
    format="date-time",
)
_EXPECT = _query(
    "expect",
    "How many images the filter holds, as its count said: if it holds other numbers, nothing (more) is "
    "deleted, and 409 filter_changed says so",
    type="integer",
    minimum=0,
)
_FIELDS = {
    "name": {"type": "string"},
    "threshold": {"type": "number", "minimum": 0.5, "maximum": 1},
    "framing": {
        "enum": list(FRAMINGS),
        "default": "auto",
        "description": "auto: find the faces of every image; face: every image already is one",
    },
    "uncertain_flags": {
        "type": "string",
        "pattern": f"^[ ,]*(({'|'.join(QUALITY_FLAGS)})([ ,]+|$))*$",
        "description": "Words with spaces or commas between them: a face with one of these quality flags is "
        f"uncertain, however sure its label: {', '.join(QUALITY_FLAGS)}",
    },
    "opinions": {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_OPINIONS,
        "description": "How many people are asked about each face; 1 if absent",
    },
    "expected": {
        "type": "integer",
        "minimum": 1,
        "maximum": MAX_EXPECTED,
        "description": "How many images will come in all",
    },
}
_FRAME = {"required": True, "content": {f"image/{kind}": {} for kind in ("jpeg", "png", "webp")}}
_JOB = _json("The job", _ref("Job"))
_WHOSE = [
    _query("job", "The faces of one job alone", type="string", format="uuid"),
    _query("which", "uncertain: under their job's threshold, or with a flag that it doubts; all: every face; "
           "sample: all in a random order; disagreement: those that an earlier model called otherwise; "
           "disputed: those that people call differently. If absent, all with a filter, else uncertain",
           enum=list(get_args(Which))),
    _query("order", "unsure: the least certain first; sure: the surest first; random: an order of chance, "
           "always the same; disagreement: the most surely contradicted first. If absent, as which "
           "says, as sort says, or unsure", enum=list(ORDERS)),
    _query("desk", "A word for the window that asks, which gets the same face until it has said something. "
           "Without it nothing is given twice within a minute", type="string", pattern=DESK),
]  # fmt: skip
_DESK = _query("desk", "The window that says it; it undoes its own steps alone", type="string", pattern=DESK)
_WORD: dict[str, Any] = {
    "label": {"enum": list(REVIEW_LABELS)},
    "note": {"type": "string", "maxLength": LONGEST_NOTE, "pattern": NOTE, "default": ""},
    "decides": {"type": "boolean", "default": False, "description": "It ends a dispute about the face"},
}
_IF_OPEN: dict[str, Any] = {
    "if_open": {
        "type": "boolean",
        "default": False,
        "description": "Keep it only where nobody else has settled the face: settled_meanwhile otherwise",
    }
}


def _body(*needed: str, more: bool = True, **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schema
    schema = {
        "type": "object",
        "anyOf": [{"required": [name]} for name in needed],
        "properties": properties,
        "additionalProperties": more,
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


_REVIEW = _body("label", **_WORD, **_IF_OPEN)
_REVIEWS = _body(
    "items",
    items={
        "type": "array",
        "minItems": 1,
        "maxItems": AT_ONCE,
        "items": {
            "type": "object",
            "required": ["face_id", "label"],
            "properties": {"face_id": {"type": "string", "format": "uuid"}, **_WORD},
        },
    },
    **_IF_OPEN,
)
_CHANGED = {name: _FIELDS[name] for name in ("threshold", "opinions")}
_CHANGE = _body(*_CHANGED, more=False, **_CHANGED)
_PEOPLE = _json("Its owner, whom it is shared with, and who has left reviews", _ref("JobReviewers"))
_HELD = {
    "200": _json("The result: its first row, and all faces", _ref("Snapshot")),
    "202": _json("Not yet; see Location", _ANY),
}

OPERATIONS = (
    Operation("post", "/jobs", "createJob", "Make a job of images, or announce how many will come",
              {"202": _json("Stored and committed", _ref("NewJob"))}, [_KEY],
              _multipart("images", "expected", **_FIELDS)),
    Operation("get", "/jobs", "listJobs", "List jobs, newest first",
              {"200": _json("Jobs", _page(_ref("Job")))}, [_SHARED, *_LIST]),
    Operation("get", "/jobs/{job_id}", "getJob", "A job with its counts", {"200": _JOB}),
    Operation("patch", "/jobs/{job_id}", "changeJob", "Give the job another threshold or number of opinions",
              {"200": _JOB}, body=_CHANGE),
    Operation("get", "/jobs/{job_id}/reviewers", "listReviewers", "Who may settle its faces, and who did",
              {"200": _PEOPLE}),
    Operation("put", "/jobs/{job_id}/reviewers/{name}", "addReviewer", "Share the job with a reviewer",
              {"200": _PEOPLE}),
    Operation("delete", "/jobs/{job_id}/reviewers/{name}", "removeReviewer", "Share it with them no more",
              {"204": {"description": "Not shared with them any more; their reviews stay"}}),
    Operation("delete", "/jobs/{job_id}", "deleteJob", "Remove the job, its images and results",
              {"204": {"description": "Removed"}}),
    Operation("post", "/jobs/{job_id}/images", "addImages", "Add images to a job",
              {"202": _json("Accepted: stored and committed", _ref("Upload"))}, [_KEY], _multipart("images")),
    Operation("get", "/jobs/{job_id}/images", "listImages", "The images that a job has received",
              {"200": _json("Images", _page(_ANY))}, _LIST),
    Operation("post", "/jobs/{job_id}/cancel", "cancelJob", "Stop what has not started", {"202": _JOB}),
    Operation("post", "/jobs/{job_id}/retry", "retryJob", "Run failed and cancelled images again",
              {"202": _JOB}),
    Operation("post", "/jobs/{job_id}/again", "classifyAgain",
              "Make a new job of a finished job's images, for the model that serves now; 409 while it works, "
              "after a cancel, with videos, and where the images are gone",
              {"202": _JOB}, [_KEY]),
    Operation("post", "/jobs/{job_id}/close", "closeJob", "Expect no more images than have come",
              {"202": _JOB}),
    Operation("get", "/jobs/{job_id}/results", "listResults", "One row a face, person or faceless image",
              {"200": _json("Rows", _page(_ref("Result")))}, [*_FILTER, *_LIST]),
    Operation("get", "/jobs/{job_id}/results/count", "countResults",
              "How much an action on this filter would touch",
              {"200": _json("Numbers", _ref("Chosen"))}, _FILTER),
    Operation("post", "/jobs/{job_id}/results/retry", "retryResults",
              "Run the failed images among the filter's rows again, for some seconds; ask until none is left",
              {"202": _json("How many were queued, and are left", _ref("Retried"))}, [*_FILTER, _BEFORE]),
    Operation("delete", "/jobs/{job_id}/results", "deleteResults",
              "Delete the images of the filter's rows with faces and reviews, for some seconds; ask until "
              "none is left. At least one filter is needed; frames of videos stay",
              {"200": _json("How many were deleted, and are left", _ref("Deleted"))}, [*_FILTER, _EXPECT]),
    Operation("get", "/jobs/{job_id}/results.csv", "exportCsv", "All filtered rows as CSV",
              {"200": {"description": "RFC 4180, UTF-8", "content": {"text/csv": {}}}}, _FILTER),
    Operation("get", "/jobs/{job_id}/results.jsonl", "exportJsonl", "All filtered rows, a JSON object a line",
              {"200": {"description": "JSON lines", "content": {"application/jsonl": {}}}}, _FILTER),
    Operation("get", "/jobs/{job_id}/results.parquet", "exportParquet", "All filtered rows, with types",
              {"200": {"description": "Parquet: the columns of the CSV; times in UTC",
                       "content": {"application/vnd.apache.parquet": {}}}}, _FILTER),
    Operation("get", "/jobs/{job_id}/reviews.csv", "exportReviewsCsv",
              "All that was said of the filtered faces, oldest first, also what was taken back",
              {"200": {"description": "RFC 4180, UTF-8", "content": {"text/csv": {}}}}, _FILTER),
    Operation("get", "/jobs/{job_id}/reviews.jsonl", "exportReviewsJsonl",
              "The same, a JSON object a line",
              {"200": {"description": "JSON lines", "content": {"application/jsonl": {}}}}, _FILTER),
    Operation("get", "/jobs/{job_id}/reviewed.zip", "exportReviewed",
              "The filtered faces that were called female or male, to train with; 409 where none is",
              {"200": {"description": "Folders by split and label", "content": {"application/zip": {}}}},
              _FILTER),
    Operation("get", "/jobs/{job_id}/videos", "listVideos", "Videos, and how far they are sampled",
              {"200": _json("Videos", _page(_ref("Video")))}, _LIST),
    Operation("post", "/snapshots", "createSnapshot", "Classify one frame ahead of all bulk work",
              _HELD, [_WAIT, _KEEP, _KEY], _FRAME),
    Operation("get", "/snapshots/{image_id}", "getSnapshot", "The same result later", _HELD, [_WAIT]),
    Operation("get", "/images/{image_id}/preview", "getPreview", "The image, re-encoded", _PICTURE, [_SIZE]),
    Operation("get", "/faces/{face_id}/crop", "getCrop", "The face, re-encoded", _PICTURE, [_SIZE, _BOXES]),
    Operation("get", "/review/next", "nextFace", "The face that most needs a person, kept for them a minute",
              {"200": _json("A result row", _ref("Result")), "204": {"description": "None does"}},
              [*_WHOSE, *_FILTER]),
    Operation("post", "/faces/{face_id}/reviews", "reviewFace", "Say what a person sees",
              {"201": _json("The review", _ref("Review"))}, [_DESK, _KEY], _REVIEW),
    Operation("post", "/reviews", "reviewFaces", "Say what a person sees of many faces, undone as one step",
              {"201": _json("What was kept, and what was not", _ref("Reviews")),
               "200": _json("Nothing was kept", _ref("Reviews"))}, [_DESK, _KEY], _REVIEWS),
    Operation("get", "/faces/{face_id}/reviews", "listReviews", "All that was said of a face, oldest first",
              {"200": _json("Reviews", _ANY)}),
    Operation("post", "/review/undo", "undoReview", "Take back what the desk said last and still stands: "
              "a word, or all of one step",
              {"200": _json("The row that undoes the newest word, and all words", _ref("Undone"))},
              [_WHOSE[0], _DESK, _KEY]),
    Operation("get", "/model", "getModel", "The model's card, and which engine serves it and why",
              {"200": _json("Card and engines", _ANY)}),
    Operation("get", "/healthz", "healthz", "Alive", {"200": _json("Alive", _ANY)}, open_to_all=True),
    Operation("get", "/readyz", "readyz", "Ready to accept and classify",
              {"200": _json("Ready", _ANY), "503": _json("What is missing", _ANY)}, open_to_all=True),
    Operation("get", "/metrics", "metrics", "Numbers for Prometheus",
              {"200": {"description": "Prometheus text", "content": {"text/plain": {}}}}, open_to_all=True),
    Operation("get", "/openapi.json", "openapi", "This document", {"200": _json("OpenAPI 3.1", _ANY)},
              open_to_all=True),
)  # fmt: skip
