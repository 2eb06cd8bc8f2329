"""Names of uploaded files: kept for people to recognise, never used as a path."""

import unicodedata

MAX_LENGTH = 255


def clean_filename(name: str | None) -> str:
    """Make a sent name harmless to show, store and export; folders of a folder upload stay in it.

    Control characters and direction overrides go, `..` and empty parts go, the end (with its suffix) survives
    a cut to 255 characters.
    """
    text = (name or "").replace("\\", "/")
    if not (text.isascii() and text.isprintable()):  # most are, and have nothing that could go
        text = "".join(c for c in text if unicodedata.category(c) not in _HIDDEN)
        text = text.encode("utf-8", "replace").decode()
    text = text[-MAX_LENGTH:]
    parts = [part.strip() for part in text.split("/")]
    cleaned = "/".join(part for part in parts if part not in {"", ".", ".."})
    return cleaned or "unnamed"


_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
