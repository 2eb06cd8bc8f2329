"""Whoever samples a video is killed in the middle: it goes on where it was, and every frame is there once."""

import signal
from contextlib import suppress

from bench.client import Client
from bench.running import Running
from cli.form import multipart
from tests.faults.causes import kill_family
from tests.support.files import portrait
from tests.support.films import film
from tests.support.processes import children, kill, part, wait_for
from tests.support.running import counts, wait_until_done

SECONDS, EVERY = 30, 0.1


def upload_film(server: Running) -> str:
    body, content_type = multipart(
        [("film.mp4", film("mp4", SECONDS, 640, 480))], {"every": str(EVERY), "framing": "face"}
    )
    client = Client(server)
    try:
        job: str = client.send("POST", "/jobs", body, content_type)["id"]
    finally:
        client.close()
    (video,) = wait_for(lambda: [v for v in server.get(f"/jobs/{job}/videos")["items"] if v["sampled"]])
    assert (video["state"], video["sampled"] < SECONDS / EVERY) == ("working", True), (
        "it was too quick to hurt"
    )
    return job


def check(server: Running, job: str) -> None:
    """Every frame once, in its place, and one person over all of them."""
    wait_until_done(server, job, 90)
    failed = server.get(f"/jobs/{job}/results?status=failed&limit=1000")["items"]
    assert [(row["at_seconds"], row["error_code"], row["error_detail"]) for row in failed] == []
    found = counts(server, job)
    assert (found["received"], found["classified"], found["failed"]) == (SECONDS / EVERY, SECONDS / EVERY, 0)
    rows = server.get(f"/jobs/{job}/results?limit=1000")["items"]
    assert sorted(row["at_seconds"] for row in rows) == [
        round(n * EVERY, 3) for n in range(int(SECONDS / EVERY))
    ]
    people = server.get(f"/jobs/{job}/results?rows=people")["items"]
    assert [person["track_frames"] for person in people] == [SECONDS / EVERY]


def decoders(server: Running) -> list[int]:
    worker = part(server.home, "worker")
    return [decoder for child in children(worker) for decoder in children(child)]


def test_the_worker_and_its_children_are_killed(fragile: Running) -> None:
    job = upload_film(fragile)
    kill_family(fragile, "worker")
    check(fragile, job)


def test_the_decoder_is_killed(fragile: Running) -> None:
    job = upload_film(fragile)
    for pid in decoders(fragile):
        with suppress(ProcessLookupError):  # one that has just come to its end
            kill(pid)
    check(fragile, job)


def test_the_worker_is_asked_to_stop(fragile: Running) -> None:
    job = upload_film(fragile)
    kill(part(fragile.home, "worker"), signal.SIGTERM)
    check(fragile, job)


def test_snapshots_do_not_wait_for_a_film(fragile: Running) -> None:
    job = upload_film(fragile)
    client = Client(fragile)
    try:
        answer = client.send("POST", "/snapshots?wait=10", portrait(), "image/jpeg")
    finally:
        client.close()
    assert answer["status"] in {"classified", "no_face"}
    assert counts(fragile, job)["received"] > 0
    check(fragile, job)
