"""What became of a form: told on the page that it is on, to which the browser goes back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from core.errors import Conflict, Invalid
from web.words.errors import error_words

FormView = Callable[..., Response]


def back_to(page: str, said: str = "", **place: Any) -> Response:  # noqa: ANN401 - parts of its address
    """Go back to a page, which says that it is done."""
    if said:
        flash(said, "good")
    return redirect(url_for(page, **place), 303)


def tells(page: str) -> Callable[[FormView], FormView]:
    """Mark a form's view: what is wrong with the form is told on its page."""

    def mark(view: FormView) -> FormView:
        @wraps(view)
        def telling(*arguments: object, **named: object) -> Response:
            try:
                return view(*arguments, **named)
            except (Conflict, Invalid) as error:
                flash(error_words(error.code, error.detail), "bad")
                return back_to(page)

        return telling

    return mark
