"""Which names the server answers to: a foreign name that is made to lead here would be an origin like ours.

(DNS rebinding.) Werkzeug's own check knows no IPv6 addresses.
"""

from collections.abc import Set
from urllib.parse import urlsplit

from flask import Flask, request

from core.errors import Invalid


def install(app: Flask, names: Set[str]) -> None:
    """Make the app refuse requests by other names before anything else is done."""

    @app.before_request
    def check() -> None:
        if _asked_for() not in names:
            raise Invalid(
                "This server does not go by that name. Its operator can add it to BROWLINE_TRUSTED_HOSTS, or "
                "set BROWLINE_PUBLIC_URL.",
                "untrusted_host",
            )


def _asked_for() -> str | None:
    try:
        return urlsplit(f"//{request.host}").hostname
    except ValueError:
        return None
