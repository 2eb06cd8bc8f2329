"""The form in which files are uploaded."""

import uuid
from collections.abc import Sequence


def multipart(images: Sequence[tuple[str, bytes]], fields: dict[str, str] | None = None) -> tuple[bytes, str]:
    """A multipart form of named files and fields: its body and content type."""
    boundary = uuid.uuid4().hex
    pieces: list[bytes] = []
    for name, value in (fields or {}).items():
        pieces.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    for name, data in images:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="images"; filename="{name}"\r\n'
        pieces += [head.encode(), b"Content-Type: image/jpeg\r\n\r\n", data, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return b"".join(pieces), f"multipart/form-data; boundary={boundary}"
