"""Sessions in a signed cookie, renewed by pages alone."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class Sessions(SecureCookieSessionInterface):
    """Flask's own, but that calls of the API renew no session.

    Of a live camera some call is always under way: its answer would sign a person in again who has just
    signed out in another tab.
    """

    def get_cookie_secure(self, app: Flask) -> bool:
        """True where people reach it by https: its settings say so, or a trusted proxy of this request."""
        return super().get_cookie_secure(app) or request.is_secure

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """True for what has changed, and for a page."""
        renews = not request.path.startswith("/api/")
        return session.modified or (renews and super().should_set_cookie(app, session))
