"""Multipart forms, read file by file as they arrive: a large upload never lies in memory as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from flask import request
from multipart import MultipartError, ParserLimitReached, parse_options_header

from core.errors import Invalid, TooLarge
from imaging.video.kinds import HEAD_BYTES, video_kind
from web.context import context
from web.parts import Part, parts

FIELD_BYTES = 2**16
GROUPS = "Send fewer or smaller files at once: groups of about 64 files or 8 MB are fastest anyway."


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file of a form."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SentStream:
    """A video, or what is too large for a picture: read where it lies, while the loop is at it."""

    filename: str
    file: BinaryIO
    size: int


@dataclass(frozen=True, slots=True)
class Form:
    """The request's form: `fields` is complete once `files` is exhausted."""

    fields: dict[str, str] = field(default_factory=dict)

    def files(self, name: str) -> Iterator[SentFile | SentStream]:
        """The files under one name, in the order in which they come.

        Raises `Invalid` for a form that cannot be read to its end, or where one of them is text and no file,
        `TooLarge` for one over the limits.
        """
        if request.mimetype != "multipart/form-data":
            self.fields.update(request.form.to_dict())
            return
        try:
            for part in _parts():
                if part.filename is None and part.name == name:
                    raise Invalid(f"{name} must be files, and one of them is text.", f"invalid_{name}")
                if part.filename is None:
                    self.fields[part.name] = _text(part)
                elif part.name == name:
                    yield _sent(part.filename, part)
        except ParserLimitReached:
            raise TooLarge(
                f"This form has more parts, or a longer head of one, than is taken. {GROUPS}"
            ) from None
        except (MultipartError, UnicodeError) as error:
            raise Invalid(
                f"This form cannot be read to its end ({error}); nothing of it was stored.", "broken_form"
            ) from None


def _sent(filename: str, part: Part) -> SentFile | SentStream:
    if part.size > context().limits.max_bytes or video_kind(part.head(HEAD_BYTES)):
        part.file.seek(0)
        return SentStream(filename, part.file, part.size)
    return SentFile(filename, part.content())


def _text(part: Part) -> str:
    if part.size > FIELD_BYTES:
        raise TooLarge(f"The field {part.name} is longer than {FIELD_BYTES:,} bytes.")
    return part.text()


def _parts() -> Iterator[Part]:
    settings = context().settings
    _, options = parse_options_header(request.headers.get("Content-Type", ""))
    boundary = options.get("boundary")
    if not boundary:
        raise Invalid("This form names no boundary, so no file can be read from it.", "broken_form")
    length = request.content_length or -1
    return parts(request.stream, boundary, length, settings.max_request_files)  # type: ignore[arg-type]
