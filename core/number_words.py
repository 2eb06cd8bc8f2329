"""Which numbers may be given, in words: for who gave another one."""


def number_words(
    *, whole: bool, lowest: float | None = None, highest: float | None = None, above: float | None = None
) -> str:
    """Such as “a whole number from 1 to 65535”, “a finite number of 0 or more”, “a number from 0.5 to 1”."""
    kind = "a whole number" if whole else "a finite number" if highest is None else "a number"
    if lowest is not None and highest is not None:
        return f"{kind} from {_plain(lowest)} to {_plain(highest)}"
    if lowest is not None:
        return f"{kind} of {_plain(lowest)} or more"
    return kind if above is None else f"{kind} above {_plain(above)}"


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
