"""HTTP that is none: lengths that contradict each other, hosts and lines that cannot be."""

from collections.abc import Callable
from functools import partial

from tests.hostile.kinds.multiparts import PICTURE, form
from tests.hostile.wire import Attempt, Target

FRAMING: list[Attempt] = []
# Hosts that the server lets through: nothing of an answer may be made of them.
HOSTS = (
    "evil.example",
    "evil.example@127.0.0.1",
    "evil.example/../x",
    "evil.example:port",
    "\udcffevil.example",
    "",
)

_TYPE = "Content-Type: multipart/form-data; boundary=b"
_BODY = form(PICTURE)
_JOBS = "/api/v1/jobs"


def _chunks(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _add(name: str, message: Callable[[Target], bytes], status: int, code: str | None = None) -> None:
    FRAMING.append(Attempt("HTTP", name, message, status, code))


def _posted(name: str, status: int, code: str | None, *headers: str, body: bytes = _BODY) -> None:
    _add(name, lambda target: target.call("POST", _JOBS, _TYPE, *headers, body=body), status, code)


def _hosted(host: str, target: Target) -> bytes:
    return target.call("GET", _JOBS, f"Host: {host}")


def _raw(name: str, status: int, data: bytes, code: str | None = None) -> None:
    _add(name, lambda _: data, status, code)


_posted("two lengths", 400, None, "Content-Length: 5", f"Content-Length: {len(_BODY)}")
_posted("a negative length", 400, None, "Content-Length: -1")
_posted("a length of words", 400, None, "Content-Length: many")
_posted("a length with a plus", 400, None, "Content-Length: +5")
_posted("a length shorter than the body", 400, "broken_form", "Content-Length: 100")
_posted("a length longer than a form that is whole", 202, None, f"Content-Length: {len(_BODY) * 9}")
_posted("a length of 600 MB", 413, "too_large", f"Content-Length: {600 * 2**20}")
_posted("a length of 2⁶³", 413, "too_large", f"Content-Length: {2**63}")
_posted(
    "a length and chunks",
    400,
    None,
    f"Content-Length: {len(_BODY)}",
    "Transfer-Encoding: chunked",
    body=_chunks(_BODY),
)
_posted("chunks, twice said", 400, None, "Transfer-Encoding: chunked, chunked", body=_chunks(_BODY))
_posted("chunks and identity", 400, None, "Transfer-Encoding: chunked, identity", body=_chunks(_BODY))
_posted("an unknown coding", 501, None, "Transfer-Encoding: cow", body=_chunks(_BODY))
_posted("a chunk of no number", 400, "broken_request", "Transfer-Encoding: chunked", body=b"xyz\r\n" + _BODY)
_posted(
    "a chunk of −5", 400, "broken_request", "Transfer-Encoding: chunked", body=b"-5\r\nhello\r\n0\r\n\r\n"
)
_posted("chunks without an end", 400, "bad_request", "Transfer-Encoding: chunked", body=_chunks(_BODY)[:-5])
_posted("an expectation", 417, None, "Expect: 200-ok")
for _name, _host in {"a NUL": "a\0b", "300 letters": "a" * 300}.items():
    _add(f"a host of {_name}", partial(_hosted, _host), 400, "untrusted_host" if "\0" not in _host else None)
_add("two hosts", lambda t: t.call("GET", _JOBS, "Host: a", "Host: b"), 400)
_raw("no host", 200, b"GET /api/v1/healthz HTTP/1.1\r\n\r\n")
_raw("a line of nonsense", 400, b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n")
_raw("HTTP/9.9", 400, b"GET / HTTP/9.9\r\nHost: a\r\n\r\n")
_raw("HTTP/2's beginning", 400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
# Longer ones are cut off before they are read, and the answer to them may go with the connection.
_raw("an address of 6 kB", 414, b"GET /" + b"a" * 6_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
_raw("a header of 12 kB", 431, b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 12_000 + b"\r\n\r\n")
_raw("1,000 headers", 431, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 1000 + b"\r\n")
_raw("a header without a colon", 400, b"GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n")
_raw("a header that is folded", 400, b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n")
_raw("a header with a NUL", 400, b"GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n")
_raw("a space before the colon", 400, b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello")
_raw("lines that end in LF alone", 400, b"GET /api/v1/jobs HTTP/1.1\nHost: a\n\n")
_raw("nothing at all", 0, b"")
