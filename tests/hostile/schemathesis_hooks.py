"""What Schemathesis cannot know of this API: what a picture is, and that a key is meant for one request."""

from itertools import count
from typing import Any

import schemathesis
from hypothesis import strategies as st

from tests.support.files import plain, portrait

_PICTURES = st.sampled_from((portrait(1), portrait(2), plain("PNG"), plain("WEBP")))
_NUMBERS = count(1)

for _kind in ("jpeg", "png", "webp"):
    schemathesis.openapi.media_type(f"image/{_kind}", _PICTURES)
schemathesis.openapi.format("binary", st.one_of(_PICTURES, st.binary(max_size=99)))


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: object) -> None:
    """Give every request a key of its own where all have the plainest one, or most answers would be 409."""
    if case.headers and case.headers.get("Idempotency-Key") == "0":
        case.headers["Idempotency-Key"] = f"key {next(_NUMBERS)}"
