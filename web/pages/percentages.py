"""The filter form without scripts: its percentages, under names of their own, become shares of an address."""

from collections.abc import Mapping
from urllib.parse import urlencode

from web.api.fields import number

SHARES = {"min_percent": "min_confidence", "max_percent": "max_confidence"}


def as_shares(words: Mapping[str, str]) -> str | None:
    """The query string that says the same in the words of a filter; None where it has no percentage to tell.

    Raises `Invalid` for what is no number.
    """
    if not SHARES.keys() & words.keys():
        return None
    said = {name: word for name, word in words.items() if word and name not in SHARES}
    for name, share in SHARES.items():
        percent = number(words, name, float)
        if percent is not None:
            said[share] = f"{percent / 100:.8g}"
    return f"?{urlencode(said)}" if said else ""
