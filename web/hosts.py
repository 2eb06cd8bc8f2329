"""Which names the server answers to: a foreign name that is made to lead here would be an origin like ours.

(DNS rebinding.) Werkzeug's own check knows no IPv6 addresses.
"""

from urllib.parse import urlsplit

from flask import Flask, request

from core.errors import Invalid
from web.context import context


def install(app: Flask) -> None:
    """Make the app refuse requests by other names before anything else is done."""
    app.before_request(_check)


def _check() -> None:
    try:
        name = urlsplit(f"//{request.host}").hostname
    except ValueError:
        name = None
    if name not in context().settings.host_names:
        raise Invalid(
            "This server does not go by that name. Its operator can add it to BROWLINE_TRUSTED_HOSTS, or set "
            "BROWLINE_PUBLIC_URL.",
            "untrusted_host",
        )
