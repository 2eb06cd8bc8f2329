"""What became of a form: told on the page that it is on, to which the browser goes back."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from core.errors import Conflict, Invalid, NotFound
from web.words.errors import error_words

FormView = Callable[..., Response]
TYPED = "typed"  # the kind of a flash that is no note, but what stays in a field
LONGEST = 100  # signs of it that are kept, which come and go in a cookie


def back_to(page: str, said: str = "", **place: Any) -> Response:  # noqa: ANN401 - parts of its address
    """Go back to a page, which says that it is done; `_anchor` is the part of it where that is said."""
    if said:
        flash(said, "good")
    return redirect(url_for(page, **place), 303)


def tells(
    page: str, *place: str, also: Collection[str] = (), anchor: str | None = None, keep: str | None = None
) -> Callable[[FormView], FormView]:
    """Mark a form's view: what is wrong with the form is told on its page.

    `place` are the parts of the form's address that its page has too, `also` codes of what was typed and is
    not there; `anchor` is the part of the page where it is told, and `keep` a field that keeps what was
    typed, to be put right.
    """

    def mark(view: FormView) -> FormView:
        @wraps(view)
        def telling(*arguments: object, **named: Any) -> Response:  # noqa: ANN401 - a form's address
            try:
                return view(*arguments, **named)
            except (Conflict, Invalid, NotFound) as error:
                if isinstance(error, NotFound) and error.code not in also:
                    raise
                flash(error_words(error.code, error.detail), "bad")
                if keep:
                    flash(request.form.get(keep, "")[:LONGEST], TYPED)
                return back_to(page, **{part: named[part] for part in place}, _anchor=anchor)

        return telling

    return mark
