"""The two ways a picture can fail: refused at the door, or found broken when it is opened."""


class ImageError(Exception):
    """A picture that cannot be used.

    `code` is a stable word for programs; `detail` is a sentence for the person who sent the file, without the
    file's name, saying what is wrong and what would help.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class ImageRefused(ImageError):
    """Bytes that were refused before anything was stored."""


class ImageUndecodable(ImageError):
    """Stored bytes that did not decode."""

    def __init__(self, detail: str) -> None:
        super().__init__("undecodable", detail)
