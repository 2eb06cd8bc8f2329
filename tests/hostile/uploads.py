"""Specimens through the real API: in jobs with good pictures between them, each to its end."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.client import Client
from bench.running import Running
from cli.form import multipart
from tests.hostile.figures import Figures
from tests.hostile.specimen import Specimen, failed, refused
from tests.support.files import portrait
from tests.support.running import wait_until_done

GROUP = 24  # files of one request, good ones at both ends not counted
GOOD = "good"
PATIENCE = 300  # seconds until all have ended, on a busy machine


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: how it was answered or ended, what was noted of it, and its image, if any."""

    answer: str
    notes: tuple[str, ...] = ()
    image_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """One job's files by name; those of the good pictures begin with `GOOD`."""

    job_id: str
    outcomes: dict[str, Outcome]


def send_all(server: Running, specimens: Sequence[Specimen], framing: str, figures: Figures) -> Sent:
    """Send specimens in groups to one job, wait until it is done, and say what became of each."""
    client = Client(server)
    try:
        groups = [specimens[at : at + GROUP] for at in range(0, len(specimens), GROUP)]
        expected = str(len(specimens) + 2 * len(groups))
        made = _timed(client, "/jobs", multipart([], {"framing": framing, "expected": expected}), figures)
        said = [_send(client, made["id"], group, number, figures) for number, group in enumerate(groups)]
    finally:
        client.close()
    wait_until_done(server, made["id"], PATIENCE)
    rows = server.get(f"/jobs/{made['id']}/results?limit=1000")["items"]
    return Sent(made["id"], _outcomes(said, {row["image_id"]: row for row in rows}))


def _send(
    client: Client, job_id: str, group: Sequence[Specimen], number: int, figures: Figures
) -> dict[str, Any]:
    files = [(specimen.title, specimen.make()) for specimen in group]
    good = [(f"{GOOD} {number} {end}", portrait(number)) for end in ("before", "after")]
    answer: dict[str, Any] = _timed(
        client, f"/jobs/{job_id}/images", multipart([good[0], *files, good[1]]), figures
    )
    return answer


def _timed(client: Client, path: str, form: tuple[bytes, str], figures: Figures) -> Any:  # noqa: ANN401 - JSON
    began = time.monotonic()
    answer = client.send("POST", path, *form)  # raises for anything but success
    figures.asked(202, time.monotonic() - began)
    return answer


def _outcomes(said: Sequence[dict[str, Any]], rows: dict[str, dict[str, Any]]) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for answer in said:
        for file in answer["rejected"]:
            found[file["filename"]] = Outcome(refused(file["code"]))
        for image in answer["accepted"]:
            row = rows[image["image_id"]]
            end = failed(row["error_code"]) if row["status"] == "failed" else row["status"]
            found[image["filename"]] = Outcome(end, tuple(image["notes"]), image["image_id"])
    return found
