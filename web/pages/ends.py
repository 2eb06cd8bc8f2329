"""The ends that a piece of a page still lacks where it broke off."""

from html.parser import HTMLParser

ALONE = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)  # elements without an end


def ends_of(page: str) -> str:
    """The ends of all elements that are open at the end of some HTML, the innermost first."""
    reader = _Open()
    reader.feed(page)
    reader.close()
    return "".join(f"</{tag}>" for tag in reversed(reader.tags))


class _Open(HTMLParser):
    """Keeps the elements that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """One more."""
        if tag not in ALONE:
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It is over, with all that began in it and has no end."""
        if tag in self.tags:
            while self.tags.pop() != tag:
                pass
