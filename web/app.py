"""The Flask app, wired by hand: nothing connects before the first request."""

import os
from datetime import timedelta
from threading import BoundedSemaphore

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from core.accounts.sessions import SESSION_DAYS
from core.accounts.tokens import USE_SECONDS
from core.blobs import open_store
from core.database import Database
from core.doorbell import Doorbell, make_celery
from core.jobs.backlog import Backlog
from core.journal import HOUR_SECONDS
from core.quotas import quotas_of
from core.settings import Settings, secret_key
from core.telemetry.traces import open_traces
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from web import assets, auth, door, headers, hosts, problems, reception, request_limit
from web.api import AT_THE_ROOT, api
from web.context import EXTENSION, Context
from web.counters import counters
from web.late_notes import LateNotes
from web.observing import requests
from web.observing.metrics import WebMetrics
from web.observing.queue_numbers import QueueNumbers
from web.observing.ready import HeldReadiness
from web.pages import PAGES
from web.pages.sign_in import sign_in
from web.reception import Reception
from web.rules import check_rules
from web.sessions import Sessions
from web.throttle import Throttle
from web.words import language, script_words
from web.words.switch import language_switch


def create_app(settings: Settings) -> Flask:
    """Make the app that serves the API and the pages."""
    app = Flask(__name__, static_folder=None)  # `assets` serves the files
    app.session_interface = Sessions()
    if settings.trusted_proxies:
        behind = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=behind, x_proto=behind)  # type: ignore[method-assign]
    app.url_map.merge_slashes = False  # a redirect would repeat whatever host the request names
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config.update(
        SECRET_KEY=secret_key(settings),
        MAX_CONTENT_LENGTH=settings.max_request_mb * 2**20,
        PERMANENT_SESSION_LIFETIME=timedelta(days=SESSION_DAYS),
        SESSION_COOKIE_NAME=f"browline-{settings.port}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.behind_tls,
        WTF_CSRF_CHECK_DEFAULT=False,  # only sessions need it; `auth` asks for it
        WTF_CSRF_TIME_LIMIT=None,
    )
    database = Database(settings.sql_url, busy_seconds=settings.busy_seconds)
    pool, blobs = counters(settings.client_url), open_store(settings)
    doorbell = Doorbell(make_celery(settings), settings.batch_max)
    room = settings.max_file_mb * 2**20  # bytes of one file of the largest size
    app.extensions[EXTENSION] = Context(
        settings=settings,
        database=database,
        blobs=blobs,
        doorbell=doorbell,
        limits=Limits(max_bytes=room, max_pixels=settings.max_megapixels * 1_000_000),
        video_limits=VideoLimits(max_bytes=settings.max_video_mb * 2**20),
        quotas=quotas_of(settings),
        backlog=Backlog(database, settings.max_waiting),
        sightings=LateNotes(settings.sql_url, HOUR_SECONDS),
        counters=pool,
        throttle=Throttle(pool),
        token_use=LateNotes(settings.sql_url, USE_SECONDS),
        easels=BoundedSemaphore(os.cpu_count() or 1),
        reception=Reception(settings.web_threads),
        waiting_room=BoundedSemaphore(settings.web_threads // 2),
        metrics=WebMetrics(),
        queue_numbers=QueueNumbers(settings.sql_url, blobs, doorbell, room),
        readiness=HeldReadiness(settings.sql_url, blobs, doorbell, room),
        traces=open_traces(settings.otlp_endpoint, "browline-web"),
    )
    requests.install(app)
    language.install(app)
    assets.install(app)
    hosts.install(app, settings.host_names, probes_by_any_name=not settings.for_this_machine)
    door.install(app, settings, database)
    auth.install(app)
    problems.install(app)
    request_limit.install(app, settings, pool)
    reception.install(app)
    headers.install(app)
    for blueprint in (api, *AT_THE_ROOT, sign_in, language_switch, *PAGES):
        app.register_blueprint(blueprint)
    script_words.install(app)
    check_rules(app)
    return app
