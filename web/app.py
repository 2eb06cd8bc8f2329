"""The Flask app, wired by hand: nothing connects before the first request."""

import os
from datetime import timedelta
from threading import BoundedSemaphore

from flask import Flask, Response

from core.blobs import BlobStore
from core.database import Database
from core.doorbell import Doorbell, make_celery
from core.settings import Settings, secret_key
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from web import auth, problems
from web.api import AT_THE_ROOT, api
from web.context import EXTENSION, Context
from web.pages import PAGES
from web.pages.sign_in import sign_in
from web.sessions import Sessions

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'"
)


def create_app(settings: Settings) -> Flask:
    """Make the app that serves the API and the pages."""
    app = Flask(__name__)
    app.session_interface = Sessions()
    app.url_map.merge_slashes = False  # a redirect would repeat whatever host the request names
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config.update(
        SECRET_KEY=secret_key(settings),
        MAX_CONTENT_LENGTH=settings.max_request_mb * 2**20,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_COOKIE_NAME=f"browline-{settings.port}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # only sessions need it; `auth` asks for it
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions[EXTENSION] = Context(
        settings=settings,
        database=Database(settings.sql_url, busy_seconds=settings.busy_seconds),
        blobs=BlobStore(settings.blob_folder),
        doorbell=Doorbell(make_celery(settings), settings.batch_max),
        limits=Limits(max_bytes=settings.max_file_mb * 2**20, max_pixels=settings.max_megapixels * 1_000_000),
        video_limits=VideoLimits(max_bytes=settings.max_video_mb * 2**20),
        easels=BoundedSemaphore(os.cpu_count() or 1),
        waiting_room=BoundedSemaphore(settings.web_threads // 2),
    )
    auth.install(app)
    problems.install(app)
    for blueprint in (api, *AT_THE_ROOT, sign_in, *PAGES):
        app.register_blueprint(blueprint)
    app.after_request(_headers)
    return app


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    return response
