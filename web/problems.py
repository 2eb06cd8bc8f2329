"""Errors at the edge: one table from what happened to an HTTP answer (RFC 9457), as JSON or as a page."""

import logging
from http import HTTPStatus

from flask import Flask, Response, g, jsonify, render_template, request
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from core.errors import (
    BrowlineError,
    Busy,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    OverQuota,
    StoreFull,
    StoreUnavailable,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthorised,
    first_line,
)
from core.outage import is_full, is_unreachable
from web.context import context
from web.forms import GROUPS
from web.patience import ClientTooSlow
from web.words.errors import advice_words, error_words, status_words

log = logging.getLogger(__name__)

STATUS: dict[type[BrowlineError], HTTPStatus] = {
    Invalid: HTTPStatus.BAD_REQUEST,
    Unauthorised: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooSlow: HTTPStatus.REQUEST_TIMEOUT,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    OverQuota: HTTPStatus.TOO_MANY_REQUESTS,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreFull: HTTPStatus.INSUFFICIENT_STORAGE,
}


def install(app: Flask) -> None:
    """Answer every error with a problem document (or a page for people)."""
    app.register_error_handler(BrowlineError, known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(ParseException, _unreadable)
    app.register_error_handler(Exception, unknown)


def problem(status: HTTPStatus, code: str, detail: str) -> Response:
    """A problem document, or a page where a person looks at one."""
    context().metrics.problem(code)
    begun = g.get("page_begun")  # a part of a page for people is asked for
    if begun or (not request.path.startswith("/api/") and request.accept_mimetypes.accept_html):
        page = render_template(
            "notice.html" if begun else "error.html",
            status=status.value,
            title=status_words(status),
            detail=error_words(code, detail),
            advice=advice_words(status),
        )
        return Response(page, status.value, mimetype="text/html")
    answer = jsonify(type="about:blank", title=status.phrase, status=status.value, detail=detail, code=code)
    answer.status_code = status.value
    answer.mimetype = "application/problem+json"
    return answer


def known(error: BrowlineError) -> Response:
    """The answer to an error that the asker can understand."""
    answer = problem(STATUS[type(error)], error.code, error.detail)
    if isinstance(error, Busy):
        answer.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthorised):
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _http(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        return known(TooLarge(f"This request is larger than is taken at once. {GROUPS}"))
    if isinstance(error.__context__, ClientTooSlow):
        return known(TooSlow("This request came too slowly; nothing of it was stored."))
    status = HTTPStatus(error.code or 500)
    answer = problem(status, status.name.lower(), _words(error, status))
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers[name] = value
    return answer


def _words(error: HTTPException, status: HTTPStatus) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return "There is nothing at this address."
    return error.description or status.phrase


def _database(error: SQLAlchemyError) -> Response:
    if isinstance(error, DBAPIError) and is_full(error):
        log.error("the database is full: %s", error.orig)
        return known(StoreFull("The database is full; nothing was stored. Free some space and try again."))
    if not is_unreachable(error):
        return unknown(error)
    log.warning("the database did not answer: %s", first_line(error))
    return known(
        Busy("The database is busy or unreachable. Try again shortly, with the same Idempotency-Key.")
    )


def _unreadable(error: ParseException) -> Response:
    """A body in chunks is read while it is used, so the server finds only then that it is none."""
    return known(Invalid(f"This request's body cannot be read ({error}).", "broken_request"))


def unknown(error: Exception) -> Response:
    """The answer to an error that nobody has thought of; the log has it."""
    log.exception("unexpected error", exc_info=error)
    detail = "Something went wrong on our side; the log says more. Nothing that was accepted is lost."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", detail)
