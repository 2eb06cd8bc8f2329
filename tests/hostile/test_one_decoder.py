"""One decoder decides for everyone: nobody else opens a picture, and `browline classify` agrees."""

import ast
import csv
import os
import subprocess
import sys
from pathlib import Path

from tests.hostile.zoo import QUICK

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "imaging", "models", "worker", "web", "training", "cli", "migrations", "bench", "demo")
OPENERS = {
    "imdecode",
    "imread",
    "imdecodemulti",
    "imreadmulti",
    "imdecodeanimation",
    "imreadanimation",
    "VideoCapture",
}
READERS = {"PIL", "imageio", "skimage", "turbojpeg", "wand", "matplotlib.image"}
# What else opens a picture, and whose.
OTHERS = {
    "imaging/decode.py": "the one decoder",
    "imaging/video/decoder.py": "videos, whose frames go through the door as JPEG",
    "imaging/video/resume.py": "the place in a video where it goes on",
    "training/jitter.py": "what it has just encoded itself",
    "training/finder/light.py": "what it has just encoded itself",
    "training/masks/cutouts.py": "cut-outs of masks that lie on the disk of whoever trains",
    "bench/tour.py": "photographs that it has just taken of the pages",
}


def _opens(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in OPENERS:
            return True
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if any(name in OPENERS or name in READERS or name.split(".")[0] in READERS for name in names):
            return True
    return False


def test_nobody_else_opens_a_picture() -> None:
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    assert len(files) > 100
    assert {str(path.relative_to(ROOT)) for path in files if _opens(path)} == set(OTHERS)


def test_the_command_line_answers_as_the_server(tmp_path: Path) -> None:
    for number, specimen in enumerate(QUICK):
        (tmp_path / f"{number:03}.jpg").write_bytes(specimen.make())
    target = tmp_path / "rows.csv"
    command = [sys.executable, "-m", "cli.main", "classify", str(tmp_path), "--csv", str(target)]
    done = subprocess.run(
        [*command, "--framing", "face"],
        env=os.environ | {"WORKERS": "1"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 3, done.stderr  # some failed, and all the same it went on
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(QUICK)
    for specimen, row in zip(QUICK, rows, strict=True):
        said = row["error_code"] or row["status"]
        assert said in {answer.split()[-1] for answer in specimen.answers}, specimen.title
