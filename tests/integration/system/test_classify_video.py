"""`browline classify` on videos: rows as of images, and the people in them."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from cli.people import TRACK_COLUMNS
from core.results.row import columns_of
from tests.support.files import portrait
from tests.support.films import film


def test_frames_are_rows_and_people_are_tracks(tmp_path: Path) -> None:
    folder = tmp_path / "ward"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(portrait())
    (folder / "clip.webm").write_bytes(film("webm"))
    (folder / "cut.mp4").write_bytes(film()[:3000])
    rows_file, people_file = tmp_path / "rows.csv", tmp_path / "people.csv"
    words = ["--framing", "face", "--every", "0.5", "--csv", str(rows_file), "--tracks", str(people_file)]
    words += ["--jsonl", str(tmp_path / "rows.jsonl")]
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "classify", str(folder), *words],
        env=os.environ | {"WORKERS": "1"}, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr  # one failed
    with rows_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == columns_of(videos=True)
    names = [row["filename"].removeprefix(f"{folder}/") for row in rows]
    frames = [f"clip.webm @ 00:00:0{n / 2:.1f}" for n in range(6)]
    assert names == ["a.jpg", *frames, "cut.mp4"]
    assert [row["error_code"] for row in rows] == [""] * 7 + ["truncated"]
    with people_file.open(encoding="utf-8", newline="") as file:
        (person,) = csv.DictReader(file)
    assert tuple(person) == TRACK_COLUMNS
    assert (person["first_seconds"], person["last_seconds"], person["frames"]) == ("0.0", "2.5", "6")
    in_json = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()]
    assert [row["filename"] for row in in_json] == [row["filename"] for row in rows]
    assert [row["track_id"] for row in in_json] == [None, *[person["track_id"]] * 6, None]
    assert {(row["track_id"], row["track_label"], row["track_frames"]) for row in rows[1:7]} == {
        (person["track_id"], person["label"], person["frames"])
    }
    assert [rows[0]["track_id"], rows[7]["track_id"]] == ["", ""]
    shares = [float(row["p_female"]) for row in rows[1:7]]
    assert min(shares) <= float(person["p_female"]) <= max(shares)
    assert "7 images, 7 faces" in done.stderr
    assert "1 person in videos" in done.stderr
