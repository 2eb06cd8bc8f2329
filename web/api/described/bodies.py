"""What calls take in their bodies."""

from typing import Any

from core.jobs.create import MAX_EXPECTED
from core.labels import FRAMINGS, QUALITY_FLAGS
from core.reviews.standing import MOST_OPINIONS
from core.reviews.types import LONGEST_NOTE, NOTE, REVIEW_LABELS
from core.reviews.write import AT_ONCE
from core.videos.types import EVERY

_EVERY = {
    "type": "number",
    "minimum": EVERY[0],
    "maximum": EVERY[1],
    "description": "Seconds between the sampled frames of videos; 1 if absent",
}


def multipart(*needed: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schema
    """A form of images, of which at least one of the `needed` fields has to be there."""
    images = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
    schema = {
        "type": "object",
        "properties": {"images": images, "every": _EVERY, **fields},
        "anyOf": [{"required": [name]} for name in needed],
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


FIELDS = {
    "name": {"type": "string", "description": "Upload if absent"},
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
    "refused": {
        "type": "integer",
        "minimum": 0,
        "maximum": MAX_EXPECTED,
        "description": "How many of those expected its client refused itself instead of sending them (empty "
        "or too large ones): counted in the job's refused, as those that the server refuses; 0 if absent",
    },
}
FRAME = {"required": True, "content": {f"image/{kind}": {} for kind in ("jpeg", "png", "webp")}}
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


REVIEW = _body("label", **_WORD, **_IF_OPEN)
# A word of a list that is wrong costs only itself and is told in the answer: the list stays a good request.
_LISTED_WORD: dict[str, Any] = {
    "face_id": {"type": "string", "description": "An id; what is none is not_found"},
    "label": {"type": "string", "description": f"One of {', '.join(REVIEW_LABELS)}"},
    "note": {"type": "string", "default": "", "description": f"{LONGEST_NOTE:,} characters at most"},
    "decides": _WORD["decides"],
}
REVIEWS = _body(
    "items",
    items={
        "type": "array",
        "minItems": 1,
        "maxItems": AT_ONCE,
        "items": {
            "type": "object",
            "required": ["face_id", "label"],
            "properties": _LISTED_WORD,
        },
    },
    **_IF_OPEN,
)
_CHANGED = {name: FIELDS[name] for name in ("threshold", "opinions")}
CHANGE = _body(*_CHANGED, more=False, **_CHANGED)
