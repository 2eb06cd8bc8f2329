"""What a downloaded file is called: after its job, for people to find it again."""

import re
import unicodedata
from dataclasses import asdict
from urllib.parse import quote

from core.labels import FLAWLESS
from core.results.filters import ResultFilter

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|;%]+')  # for some system or some header
LONGEST = 80
ASIDE = (
    "sort",
    "rows",
    "track",
    "image",
)  # words of a filter that say nothing of what is in a file, or only an id


def named(job_name: str, chosen: ResultFilter) -> str:
    """A job's name with the filter's words, so that the files of several filters are told apart."""
    return ", ".join([job_name[: LONGEST // 2] if _words(chosen) else job_name, *_words(chosen)])


def _words(chosen: ResultFilter) -> list[str]:
    asked = {name: value for name, value in asdict(chosen).items() if value is not None and name not in ASIDE}
    return [_word(name, value) for name, value in asked.items()]


def _word(name: str, value: object) -> str:
    if name in ("reviewed", "changed"):
        return name if value else f"not {name}"
    if name == "quality_flag" and value == FLAWLESS:
        return "without flaws"
    if name in ("label", "decision", "status", "quality_flag"):
        return str(value).replace("_", " ")
    return f"{name.replace('_', ' ')} {value}"


def attachment(job_name: str, ending: str) -> str:
    """The header `Content-Disposition` of a file of a job; `ending` begins with what sets it apart."""
    clean = _UNSAFE.sub("-", unicodedata.normalize("NFC", job_name))[:LONGEST].strip(" .-") or "browline"
    plain = clean.encode("ascii", "replace").decode().replace("?", "_")
    header = f'attachment; filename="{plain}{ending}"'
    if plain == clean:
        return header
    return f"{header}; filename*=UTF-8''{quote(clean + ending, safe='')}"
