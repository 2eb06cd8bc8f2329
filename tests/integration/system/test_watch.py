"""`browline watch`: rows as they come from a camera, through lost connections, without its password."""

import base64
import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.running import free_port
from cli.people import TRACK_COLUMNS
from cli.watch import COLUMNS
from tests.support.files import portrait
from tests.support.mjpeg import camera
from tests.support.processes import wait_for

PASSWORD = "open-sesame"
HEADING = f"{','.join(COLUMNS)}\r\n"
COMMAND = [sys.executable, "-m", "cli.main", "watch"]


@contextmanager
def watching(address: str, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """The command, which gets the address from the environment."""
    process = subprocess.Popen(
        [*COMMAND, *words, "--every", "0.2", "--framing", "face"],
        env=os.environ | {"BROWLINE_STREAM": address},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_writes_as_it_sees_through_lost_connections_and_tells_no_secret(tmp_path: Path) -> None:
    target, lines, tracks = (tmp_path / name for name in ("rows.csv", "rows.jsonl", "people.csv"))
    words = ("--csv", str(target), "--jsonl", str(lines), "--tracks", str(tracks))
    with camera([portrait(1, 200)]) as source:
        source.locked, source.frames_a_connection = True, 20
        address = source.address(f"me:{PASSWORD}@", "?token=hush-hush")
        with watching(address, *words) as process:
            wait_for(lambda: target.exists() and len(rows(target.read_text())) >= 2, 60)
            before = len([asked for asked in source.asked if asked[1]])
            wait_for(lambda: len([asked for asked in source.asked if asked[1]]) > before + 1, 60)
            count = len(rows(target.read_text()))
            wait_for(lambda: len(rows(target.read_text())) > count, 60)
            process.send_signal(signal.SIGTERM)
            out, told = process.communicate(timeout=30)
        assert process.returncode == 0
        expected = base64.b64encode(f"me:{PASSWORD}".encode()).decode()
        assert source.asked[-1] == ("/stream?token=hush-hush", f"Basic {expected}")
    assert "the stream has ended; trying again in 1 s." in told
    found, people = rows(target.read_text()), rows(tracks.read_text())
    assert tuple(found[0]) == COLUMNS
    assert {row["status"] for row in found} == {"classified"}
    assert found[0]["filename"].startswith(f"http://127.0.0.1:{source.port}/stream @ 2")
    assert tuple(people[0]) == TRACK_COLUMNS
    assert sum(int(person["frames"]) for person in people) == len(found)
    seen = [json.loads(line)["track_id"] for line in lines.read_text().splitlines()]
    assert [row["filename"] for row in found] == [
        json.loads(line)["filename"] for line in lines.read_text().splitlines()
    ]
    assert set(seen) == {person["track_id"] for person in people}
    everything = out + told + target.read_text() + tracks.read_text()
    assert PASSWORD not in everything
    assert "hush-hush" not in everything


def test_it_waits_for_a_camera_that_is_not_there_and_adds_to_what_is(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    target.write_text(HEADING, newline="")
    with watching(f"http://me:{PASSWORD}@127.0.0.1:{free_port()}/x", "--csv", str(target)) as process:
        assert process.stderr is not None
        first = [process.stderr.readline() for _ in range(2)]
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "trying again in 1 s." in first[1]
    assert PASSWORD not in "".join(first) + rest
    assert target.read_bytes() == HEADING.encode()


def test_a_table_with_other_columns_is_not_added_to(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    before = b"filename,label\r\na.jpg,female\r\n"
    target.write_bytes(before)
    with watching(f"http://127.0.0.1:{free_port()}/x", "--csv", str(target)) as process:
        _, told = process.communicate(timeout=60)
    assert (process.returncode, target.read_bytes()) == (1, before)
    assert told == f"browline: {target} has other columns than would be added; name another file.\n"


@pytest.mark.parametrize("target", ["/dev/full", "-", "folder"])
def test_rows_that_cannot_be_written_end_it_with_a_sentence(tmp_path: Path, target: str) -> None:
    """A disk may be full, and a name may be a folder's."""
    (tmp_path / "folder").mkdir()
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*COMMAND, f"http://127.0.0.1:{free_port()}/x", "--csv", target, "--framing", "face"],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
        )  # fmt: skip
    told = ended.stderr.splitlines()
    assert (ended.returncode, told[1:-1]) == (1, [])
    assert told[-1].startswith(f"browline: {target} cannot be written (")


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "rtsp://", f"ftp://me:{PASSWORD}@there/x", "/dev/video0"]
)
def test_what_is_no_camera_is_wrong_use(address: str) -> None:
    with watching(address, "--csv", "-") as process:
        out, told = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert told.startswith("browline: the address of a camera begins with ")
    assert PASSWORD not in told
