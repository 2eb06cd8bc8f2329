"""Tokens and sessions that are none, odd methods and addresses, frames and keys that cannot be."""

from functools import partial

from tests.hostile.wire import Attempt, Target
from tests.support.files import portrait

CALLS: list[Attempt] = []

_TYPE = "Content-Type: image/jpeg"


def _call(
    family: str, name: str, request: str, status: int, code: str, *headers: str, body: bytes = b""
) -> None:
    CALLS.append(Attempt(family, name, partial(_calling, request, headers, body), status, code))


def _calling(request: str, headers: tuple[str, ...], body: bytes, target: Target) -> bytes:
    method, path = request.replace("{job}", target.job_id).split()
    named = (header.replace("{port}", str(target.server.port)) for header in headers)
    return target.call(method, path, *named, body=body)


_TOKENS = {
    "nothing": "Bearer",
    "another's": "Bearer brw_x",
    "bytes": "Bearer \udcff\udcfe",
    "7 kB": f"Bearer {'x' * 7000}",
    "a password": "Basic YTpi",
    "SQL": "Bearer ' OR '1'='1",
}
for _name, _token in _TOKENS.items():
    _call("tokens", _name, "GET /api/v1/jobs", 401, "unauthorised", f"Authorization: {_token}")
_COOKIES = {"forged": "eyJhY2NvdW50IjoiYSJ9.aaaa.bbbb", "of 7 kB": "x" * 7000, "of bytes": "\udcff"}
for _name, _cookie in _COOKIES.items():
    _headers = ("Authorization: ", f"Cookie: browline-{{port}}={_cookie}")
    _call("tokens", f"a session {_name}", "GET /api/v1/jobs", 401, "unauthorised", *_headers)

for _request in (
    "PUT /api/v1/jobs",
    "PUT /api/v1/jobs/{job}",
    "POST /api/v1/healthz",
    "DELETE /api/v1/jobs",
    "TRACE /api/v1/jobs",
    "FOO /api/v1/jobs",
    "CONNECT /api/v1/jobs",
):
    _call("methods", _request, _request, 405, "method_not_allowed")
for _path in (
    "/api/v1/",
    "/api/v2/jobs",
    "/api/v1/jobs/",
    "/api/v1/../../etc/passwd",
    "/api/v1//jobs",
    "/api/v1/jobs%00",
    "/api/v1/%2e%2e/sign-in",
):
    _call("methods", f"GET {_path}", f"GET {_path}", 404, "not_found")

_FRAMES = {
    "nothing": (b"", "empty_file"),
    "a word": (b"x", "not_an_image"),
    "a picture that is cut": (portrait()[:99], "truncated"),
    "a GIF": (b"GIF89a", "unsupported_type"),
}
for _name, (_frame, _code) in _FRAMES.items():
    _call("frames", _name, "POST /api/v1/snapshots", 400, _code, _TYPE, body=_frame)
_PERHAPS = "POST /api/v1/snapshots?keep=perhaps"
_call("frames", "one that is kept perhaps", _PERHAPS, 400, "invalid_keep", _TYPE, body=portrait())

_KEYS = {"nothing": "", "300 letters": "x" * 300, "a tab": "a\tb", "bytes": "\udcc2\udc80"}
for _name, _key in _KEYS.items():
    _said = f"Idempotency-Key: {_key}"
    _call("keys", _name, "POST /api/v1/jobs", 400, "invalid_idempotency_key", _said)
