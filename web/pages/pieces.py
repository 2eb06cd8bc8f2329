"""A page that is sent in pieces: a browser gets ready by its head while its rows are still asked for."""

from collections.abc import Iterable, Iterator
from itertools import chain

from flask import Response, current_app, g, get_flashed_messages, stream_with_context
from markupsafe import Markup

from web.observing.requests import broke_off, told_when_sent
from web.pages.ends import ends_of
from web.problems import unknown

END = "\f"  # of a piece; to a browser a space


def sent() -> str:
    """What a template writes where all before it is to be sent, if it is sent in pieces."""
    return END


def in_pieces(template: str, **values: object) -> Response:
    """Answer with a page, of which the first piece is rendered now: an error in it is answered as ever.

    What may go wrong later is to be one of its parts (`or_notice`), for its status is out by then.
    """
    get_flashed_messages()  # they are forgotten by the cookie, which goes with the first piece
    pieces = pieces_of(template, **values)
    page = chain((next(pieces),), _watched(pieces))
    told_when_sent()
    return Response(stream_with_context(page), mimetype="text/html")


def pieces_of(template: str, **values: object) -> Iterator[Markup]:
    """Render the pieces of a template, each with the end that another one around it takes for its own."""
    current_app.update_template_context(values)
    return _pieces(current_app.jinja_env.get_template(template).generate(values))


def or_notice(part: Iterable[Markup]) -> Iterator[Markup]:
    """The pieces of a part of a page, or in its place the words of an error page; the page goes on behind it.

    Of several parts that go wrong, most often for the same reason, the first says so and the others are left
    out.
    """
    begun: list[Markup] = []
    try:
        for piece in part:
            begun.append(piece)
            yield piece
    except Exception as error:  # as Flask itself takes what a view raises
        yield Markup(ends_of("".join(begun))) + _notice(error)  # noqa: S704 - our own page


def _pieces(parts: Iterable[str]) -> Iterator[Markup]:
    some: list[str] = []
    for part in parts:
        some.append(part)
        if part.endswith(END):
            yield Markup("".join(some))  # noqa: S704 - what a template has written
            some.clear()
    yield Markup("".join(some))  # noqa: S704


def _watched(pieces: Iterator[Markup]) -> Iterator[Markup]:
    """The pieces; where they break off, which is a mistake of ours, nobody is to count the page as whole."""
    try:
        yield from pieces
    except Exception:
        broke_off(500)
        raise


def _notice(error: Exception) -> Markup:
    said = "page_begun" in g
    g.page_begun = True
    try:
        answer = current_app.make_response(current_app.handle_user_exception(error))
    except Exception as another:  # in what should have told of the first
        answer = unknown(another)
    broke_off(answer.status_code)
    return Markup() if said else Markup(answer.get_data(as_text=True))  # noqa: S704 - our own page
