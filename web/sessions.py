"""Sessions in a signed cookie, renewed by pages alone."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class Sessions(SecureCookieSessionInterface):
    """Flask's own, but that only pages that people open renew a session, not what their scripts ask for.

    Of a live camera some call is always under way: its answer would sign a person in again who has just
    signed out in another tab. An answer that a script waits for would bring back what a page has just told.
    """

    def get_cookie_secure(self, app: Flask) -> bool:
        """True where people reach it by https: its settings say so, or a trusted proxy of this request."""
        return super().get_cookie_secure(app) or request.is_secure

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """True for what has changed, and for a page that somebody opens."""
        opened = "text/html" in request.headers.get(
            "Accept", "text/html"
        )  # scripts and pictures: any, or others
        renews = opened and not request.path.startswith("/api/")
        return session.modified or (renews and super().should_set_cookie(app, session))
