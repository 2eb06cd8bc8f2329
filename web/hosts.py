"""Which names the server answers to: a foreign name that is made to lead here would be an origin like ours.

(DNS rebinding.) Werkzeug's own check knows no IPv6 addresses.

Probes call a server by whatever address they have found: Kubernetes and Prometheus by a pod's. What they are
told is nobody's secret, and the numbers have their token; but a server for one machine alone shows these
without one, so it lets nobody in by a foreign name.
"""

from collections.abc import Set
from urllib.parse import urlsplit

from flask import Flask, request

from core.errors import Invalid

PROBED = "health"  # the blueprint of what probes ask, at the root; the API has it in its own


def install(app: Flask, names: Set[str], *, probes_by_any_name: bool) -> None:
    """Make the app refuse requests by other names before anything else is done, but for probes if told."""

    @app.before_request
    def check() -> None:
        if probes_by_any_name and request.blueprint == PROBED:
            return
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
