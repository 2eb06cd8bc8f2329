"""Files that end too early, at every place that matters, and whole ones with the end of another."""

from functools import partial

from tests.hostile.formats.pictures import FORMATS, encode, picture, whole
from tests.hostile.specimen import CLASSIFIED, Family, refused

TRUNCATED = Family("truncated", [])

_MOVING = {"save_all": True, "append_images": [picture(2)]}


def cut(form: str, percent: int) -> bytes:
    """The first so many percent of a whole file."""
    data = whole(form)
    return data[: len(data) * percent // 100]


def cut_progressive(percent: int) -> bytes:
    """The same of a progressive JPEG, of which half a file is half the detail."""
    data = encode(picture(), "JPEG", progressive=True)
    return data[: len(data) * percent // 100]


def cut_moving(form: str, percent: int) -> bytes:
    """The same of an animation, whose first frame may be whole."""
    data = encode(picture(), form, **_MOVING)
    return data[: len(data) * percent // 100]


for _form in FORMATS:
    for _percent in (1, 10, 50, 90, 99):
        TRUNCATED.add(f"{_form} at {_percent} %", partial(cut, _form, _percent), refused("truncated"))
TRUNCATED.add("progressive JPEG at 60 %", partial(cut_progressive, 60), refused("truncated"))
TRUNCATED.add("animated PNG at 80 %", partial(cut_moving, "PNG", 80), refused("truncated"))
TRUNCATED.add("animated WebP at 80 %", partial(cut_moving, "WEBP", 80), refused("truncated"))
TRUNCATED.add("no byte", bytes, refused("empty_file"))
TRUNCATED.add("a JPEG without its last byte", lambda: whole("JPEG")[:-1], refused("truncated"))
TRUNCATED.add("one zero behind a JPEG", lambda: whole("JPEG") + b"\0", CLASSIFIED)
