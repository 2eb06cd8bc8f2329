"""What calls take in their address and headers."""

from typing import Any, get_args

from core.labels import AGE_GROUPS, DECISIONS, FLAWLESS, LABELS, MASKS, QUALITY_FLAGS, STATUSES
from core.results.filters import Sort
from core.results.grain import Rows
from core.reviews.orders import ORDERS
from core.reviews.queue import Which
from core.reviews.types import DESK


def query(name: str, description: str, **schema: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON schema
    """A parameter of the address that may be absent."""
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema or {"type": "string"},
        "allowEmptyValue": True,  # as if it were absent
    }


_SEEN = "[!-~¡-¬®-ÿ]"  # what of Latin-1 can be printed, but for the space
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key and body give the same answer; another body 409.",
    "schema": {"type": "string", "pattern": f"^{_SEEN}([ {_SEEN[1:]}{{0,253}}{_SEEN})?$"},
}
LIST = [
    query("limit", "1 to 1000", type="integer", minimum=1, maximum=1000),
    query("cursor", "From next_cursor"),
]
SHARED = query("shared", "true: those of others that are shared with you, instead of yours", type="boolean")
WAIT = query("wait", "Seconds to hold the answer", type="number", minimum=0, maximum=10)
KEEP = query(
    "keep",
    "false: a live frame, removed with its result when the answer was given, or soon if nobody collects it",
    type="boolean",
    default=True,
)
SIZE = query("size", "Longest side in pixels", type="integer", minimum=16, maximum=2048)
BEGUN = query(
    "begun",
    "Milliseconds since the job was made at which this group was begun. In results sorted by created, groups "
    "that are sent side by side then stand in the order of their beginnings, not in that of their ends. A "
    "beginning more than five minutes ago is taken for five minutes ago, and one still to come for now",
    type="integer",
    minimum=0,
    maximum=10**18 - 1,  # longer numbers are none
)
BOXES = query(
    "boxes", "Show a square of so many longest sides of the face's box", type="number", minimum=1, maximum=8
)
_OF_BEST = "; with rows=people of their best face alone"
FILTER = [
    query("label", "Apparent gender", enum=list(LABELS)),
    query("status", "How the image ended", enum=list(STATUSES)),
    query(
        "decision",
        "Under the job's threshold, or with a flag that it doubts: uncertain",
        enum=list(DECISIONS),
    ),
    query("min_confidence", "0 to 1", type="number", minimum=0, maximum=1),
    query("max_confidence", "0 to 1", type="number", minimum=0, maximum=1),
    query("reviewed", f"Whether a person settled it{_OF_BEST}", type="boolean"),
    query("filename", "A part of the name, case aside"),
    query("age_group", f"Apparent age group, where the model gives one{_OF_BEST}", enum=list(AGE_GROUPS)),
    query("mask", f"Whether a mask is worn, where the model says so{_OF_BEST}", enum=list(MASKS)),
    query(
        "quality_flag",
        "Faces that have this flag, whatever else they have; none: those without any",
        enum=[*QUALITY_FLAGS, FLAWLESS],
    ),
    query(
        "changed",
        "Whether an earlier model called the face otherwise, where images are classified again",
        type="boolean",
    ),
    query("track", "The faces of one person of a video", format="uuid", type="string"),
    query("image", "The rows of one image", format="uuid", type="string"),
    query(
        "rows",
        "people: one row a person of a video, that of their best face; filename is the video's, and label, "
        "confidence, p_female, p_male, decision and quality_flags are made of all their faces, while "
        "age_group, mask, the review and all else are of that face alone. Photos as ever. faces if absent",
        enum=list(get_args(Rows)),
    ),
    query(
        "sort",
        "Order, with - from the end. Rows that say nothing of it come last; words are in alphabetical order, "
        "reviewed by the time of the review that stands",
        enum=list(get_args(Sort)),
    ),
]
BOM = query(
    "bom",
    "true: begin with a byte order mark, without which Excel breaks umlauts",
    type="boolean",
    default=False,
)
BEFORE = query(
    "before",
    "Only what failed before this time, which the first answer gives; now if absent. So what fails again "
    "does not go round",
    type="string",
    format="date-time",
)
EXPECT = query(
    "expect",
    "How many images the filter holds, as its count said: if it holds other numbers, nothing (more) is "
    "deleted, and 409 filter_changed says so",
    type="integer",
    minimum=0,
)
IF_EMPTY = query(
    "if_empty",
    "true: only if the job has no image and no video, whatever was answered; else 409 job_not_empty",
    type="boolean",
)
WHOSE = [
    query("job", "The faces of one job alone", type="string", format="uuid"),
    query("which", "uncertain: under their job's threshold, or with a flag that it doubts; all: every face; "
           "sample: all in a random order; disagreement: those that an earlier model called otherwise; "
           "disputed: those that people call differently. If absent, all with a filter, else uncertain",
           enum=list(get_args(Which))),
    query("order", "unsure: the least certain first; sure: the surest first; random: an order of chance, "
           "always the same; disagreement: the most surely contradicted first. If absent, as which "
           "says, as sort says, or unsure", enum=list(ORDERS)),
    query("desk", "A word for the window that asks, which gets the same face until it has said something. "
           "Without it nothing is given twice within a minute", type="string", pattern=DESK),
]  # fmt: skip
AT_DESK = query("desk", "The window that says it; it undoes its own steps alone", type="string", pattern=DESK)
