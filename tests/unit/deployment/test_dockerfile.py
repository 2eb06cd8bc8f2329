"""The Dockerfile's images: what each holds, what none does, and who runs them."""

import re
import subprocess
import sys
from pathlib import Path

from tests.support.compose import ROOT, TARGETS, compose


def test_the_dockerfile_is_sound() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, ROOT / "Dockerfile"], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_each_image_serves_as_a_user_without_rights() -> None:
    stages = re.split(r"^FROM .* AS ", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]
    named = {stage.split()[0]: stage for stage in stages}
    assert {name for name in named if name != "base"} == TARGETS
    for name in TARGETS:
        assert named[name].rstrip().endswith(f"USER {compose()['services']['web']['user']}")
    assert "requirements-serve.lock" in named["serve"]


def test_each_image_has_our_modules_compiled() -> None:
    """Nobody can write a .pyc there, so each start would compile all anew."""
    text = (ROOT / "Dockerfile").read_text()
    installs = re.findall(r"^RUN pip install --no-deps.*$", text, re.MULTILINE)
    assert len(installs) == len(TARGETS)
    assert all(line.endswith(" && python -m compileall -q .") for line in installs)
    assert text.count("COPY . .") == len(TARGETS)


def test_what_git_ignores_stays_out_of_the_image() -> None:
    ours = {line.removeprefix("**/") for line in (ROOT / ".dockerignore").read_text().splitlines()}
    theirs = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    assert theirs - ours == set()


def test_the_image_for_gpus_is_the_full_one_and_what_is_nvidias() -> None:
    full, gpu = (
        set(re.findall(r"^[\w-]+==[^ ]+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-gpu.lock")
    )
    assert full < gpu
    assert all(package.startswith("nvidia-") for package in gpu - full)


def test_the_small_image_has_no_tensorflow() -> None:
    packages = set(re.findall(r"^([\w-]+)==", (ROOT / "requirements-serve.lock").read_text(), re.MULTILINE))
    assert "ai-edge-litert" in packages
    assert not {"tensorflow", "keras", "matplotlib"} & packages
