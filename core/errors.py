"""Errors that a person or a program is told about; the edges translate them once."""


class BrowlineError(Exception):
    """Something that the asker can understand: a stable `code` and a sentence as `detail`."""

    code = "error"

    def __init__(self, detail: str, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if code is not None:
            self.code = code


class Invalid(BrowlineError):
    """What was sent does not make sense."""

    code = "invalid"


class Unauthorised(BrowlineError):
    """Nobody is signed in."""

    code = "unauthorised"


class Forbidden(BrowlineError):
    """The asker is known, and may not do this."""

    code = "forbidden"


class NotFound(BrowlineError):
    """There is no such thing, or it is somebody else's."""

    code = "not_found"


class Conflict(BrowlineError):
    """It contradicts what is already there."""

    code = "conflict"


class TooLarge(BrowlineError):
    """More was sent at once than is taken at once."""

    code = "too_large"


class TooSlow(BrowlineError):
    """The request came too slowly to be waited for."""

    code = "too_slow"


class StoreFull(BrowlineError):
    """There is no room for what was sent."""

    code = "store_full"


class Busy(BrowlineError):
    """Not now: try again after `retry_after` seconds; nothing was stored."""

    code = "busy"
    retry_after = 2

    def __init__(self, detail: str, code: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail, code)
        if retry_after is not None:
            self.retry_after = retry_after


class TooMany(Busy):
    """The asker has too much under way already."""

    code = "too_many"
    retry_after = 1


class OverQuota(TooMany):
    """The account holds as much as it may."""

    code = "quota"
    retry_after = 60


class StoreUnavailable(Busy):
    """The images' bytes cannot be stored now."""

    code = "store_unavailable"
    retry_after = 10


def first_line(said: object) -> str:
    """What a library's error says, without the lines after it: a statement, advice, what it quotes."""
    return str(said).partition("\n")[0]
