"""Forms that are no forms: boundaries that are missing, wrong or never come, and parts without end."""

from collections.abc import Callable

from tests.hostile.wire import Attempt, Target
from tests.support.files import portrait

MULTIPARTS: list[Attempt] = []

TYPE = "Content-Type: multipart/form-data; boundary=b"
_HEAD = b'Content-Disposition: form-data; name="images"; filename="a.jpg"'
_BROKEN = "broken_form"


def part(head: bytes, body: bytes) -> bytes:
    """One part of a form."""
    return b"--b\r\n" + head + b"\r\n\r\n" + body + b"\r\n"


def field(name: str, value: bytes) -> bytes:
    """A part that is no file."""
    return part(f'Content-Disposition: form-data; name="{name}"'.encode(), value)


def form(*parts: bytes) -> bytes:
    """A whole form."""
    return b"".join(parts) + b"--b--\r\n"


def posted(body: bytes, *headers: str) -> Callable[[Target], bytes]:
    """A new job of that body."""
    return lambda target: target.call("POST", "/api/v1/jobs", *(headers or (TYPE,)), body=body)


def _add(name: str, message: Callable[[Target], bytes], status: int, code: str | None) -> None:
    MULTIPARTS.append(Attempt("forms", name, message, status, code))


PICTURE = part(_HEAD, portrait())

_add("no boundary", posted(form(PICTURE), "Content-Type: multipart/form-data"), 400, _BROKEN)
_add("an empty boundary", posted(form(PICTURE), "Content-Type: multipart/form-data; boundary="), 400, _BROKEN)
_add("another boundary", posted(form(PICTURE), "Content-Type: multipart/form-data; boundary=c"), 400, _BROKEN)
_add(
    "a boundary of 10 kB",
    posted(form(PICTURE), f"Content-Type: multipart/form-data; boundary={'b' * 10_000}"),
    431,
    None,
)
_add(
    "a boundary with a NUL",
    posted(form(PICTURE), 'Content-Type: multipart/form-data; boundary="b\0"'),
    400,
    None,
)
_add("never closed", posted(PICTURE), 400, _BROKEN)
_add("cut in a file", posted(PICTURE[:200]), 400, _BROKEN)
_add("nothing", posted(b""), 400, _BROKEN)
_add("closed before it begins", posted(b"--b--\r\n"), 400, "no_images")
_add("a part without a name", posted(form(part(b"X: y", b"z"))), 400, _BROKEN)
_add("a part without a head", posted(b"--b\r\n\r\nx\r\n--b--\r\n"), 400, _BROKEN)
_add(
    "a part with a head of 100 kB",
    posted(form(part(_HEAD + b"\r\nX: " + b"y" * 100_000, b"z"))),
    413,
    "too_large",
)
_add("a part with 1,000 headers", posted(form(part(_HEAD + b"\r\nX: y" * 1000, b"z"))), 413, "too_large")
_add(
    "a name that is no UTF-8",
    posted(form(part(b'Content-Disposition: form-data; name="images"; filename="\xff\xfe"', b"z"))),
    400,
    _BROKEN,
)
_add("30,000 parts", posted(form(field("name", b"") * 30_000)), 413, "too_large")
_add("a field of 100 kB", posted(form(PICTURE, field("name", b"x" * 100_000))), 413, "too_large")
_add("a field that is no UTF-8", posted(form(PICTURE, field("name", b"\xff\xfe"))), 400, _BROKEN)
_add("an image that is text", posted(form(field("images", b"a.jpg"))), 400, "invalid_images")
_add(
    "a part in a part",
    posted(form(part(b"Content-Type: multipart/mixed; boundary=c", b"--c--"))),
    400,
    _BROKEN,
)
_add("gzip", posted(b"\x1f\x8b\x08" + bytes(99), TYPE, "Content-Encoding: gzip"), 400, _BROKEN)
_add("JSON for a form", posted(b'{"images": ["a.jpg"]}', "Content-Type: application/json"), 400, "no_images")
_add(
    "broken JSON for a form",
    posted(b'{"images": [' + b"[" * 10_000, "Content-Type: application/json"),
    400,
    "no_images",
)
_add(
    "pairs for a form",
    posted(b"images=a.jpg", "Content-Type: application/x-www-form-urlencoded"),
    400,
    "no_images",
)
_add(
    "pairs of 1 MB",
    posted(b"a=" + b"x" * 2**20, "Content-Type: application/x-www-form-urlencoded"),
    400,
    "no_images",
)
_add(
    "XML for a form",
    posted(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', "Content-Type: text/xml"),
    400,
    "no_images",
)
_add("a type of nonsense", posted(b"x", "Content-Type: ;;;=/"), 400, "no_images")
_WRONG = {
    "threshold": (b"nan", b"1e999", b"0,9", b"0x1", b"0.4"),
    "expected": (b"0", b"-1", b"1_0", b"9" * 30, b"9" * 5000, "٣".encode()),
    "framing": (b"../face", b"FACE"),
    "every": (b"0", b"inf", b"-1"),
    "uncertain_flags": (b"blurred evil",),
}
for _field, _values in _WRONG.items():
    for _value in _values:
        _named = f"{_field} {_value[:12]!r} of {len(_value)} bytes"
        _add(_named, posted(form(PICTURE, field(_field, _value))), 400, f"invalid_{_field}")
