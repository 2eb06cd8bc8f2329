"""What a downloaded file is called: after its job, for people to find it again."""

import re
import unicodedata
from urllib.parse import quote

_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|;%]+')  # for some system or some header
LONGEST = 80


def attachment(job_name: str, ending: str) -> str:
    """The header `Content-Disposition` of a file of a job; `ending` begins with what sets it apart."""
    clean = _UNSAFE.sub("-", unicodedata.normalize("NFC", job_name))[:LONGEST].strip(" .-") or "browline"
    plain = clean.encode("ascii", "replace").decode().replace("?", "_")
    header = f'attachment; filename="{plain}{ending}"'
    if plain == clean:
        return header
    return f"{header}; filename*=UTF-8''{quote(clean + ending, safe='')}"
