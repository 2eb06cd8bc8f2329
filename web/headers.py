"""What every answer tells the browser: pages, calls, errors, static files and 304s alike."""

from flask import Flask, Response, request

from web.context import context

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",  # a snapshot as it was taken, before it is sent
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), payment=()"
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for what is too old to know frame-ancestors
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
BEHIND_TLS = {"Strict-Transport-Security": "max-age=31536000"}
PERSONAL = "private, no-store"


def install(app: Flask) -> None:
    """Put them on every answer of an app."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    by_tls = request.is_secure or context().settings.behind_tls
    for name, value in (ALWAYS | BEHIND_TLS if by_tls else ALWAYS).items():
        response.headers[name] = value
    # Whatever does not say how it may be kept is taken for somebody's own.
    response.headers.setdefault("Cache-Control", PERSONAL)
    return response
