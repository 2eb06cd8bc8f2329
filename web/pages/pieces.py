"""A page that is sent in pieces: a browser gets ready by its head while its rows are still asked for."""

from collections.abc import Iterable, Iterator
from itertools import chain

from flask import Response, current_app, g, get_flashed_messages, stream_with_context
from markupsafe import Markup

END = "\f"  # of a piece; to a browser a space


def sent() -> str:
    """What a template writes where all before it is to be sent, if it is sent in pieces."""
    return END


def in_pieces(template: str, **values: object) -> Response:
    """Answer with a page, of which the first piece is rendered now: an error in it is answered as ever.

    What goes wrong later the page itself says, for its status is out by then.
    """
    get_flashed_messages()  # they are forgotten by the cookie, which goes with the first piece
    pieces = _told(pieces_of(template, **values))
    return Response(stream_with_context(chain((next(pieces),), pieces)), mimetype="text/html")


def pieces_of(template: str, **values: object) -> Iterator[Markup]:
    """Render the pieces of a template, each with the end that another one around it takes for its own."""
    current_app.update_template_context(values)
    return _pieces(current_app.jinja_env.get_template(template).generate(values))


def _pieces(parts: Iterable[str]) -> Iterator[Markup]:
    some: list[str] = []
    for part in parts:
        some.append(part)
        if part.endswith(END):
            yield Markup("".join(some))  # noqa: S704 - what a template has written
            some.clear()
    yield Markup("".join(some))  # noqa: S704


def _told(pieces: Iterator[Markup]) -> Iterator[Markup]:
    """The pieces; what goes wrong after the first of them as the words of an error page."""
    yield next(pieces)
    try:
        yield from pieces
    except Exception as error:  # as Flask itself takes what a view raises
        g.page_begun = True
        answer = current_app.make_response(current_app.handle_user_exception(error))
        yield Markup(answer.get_data(as_text=True))  # noqa: S704 - our own page
