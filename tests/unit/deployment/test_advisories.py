"""Advisories: a finding fails, and what nobody could look up never passes for clean."""

import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / ".ci" / "advisories.py"


@pytest.fixture(scope="module")
def advisories() -> ModuleType:
    spec = importlib.util.spec_from_file_location("advisories", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CLEAN = {"name": "flask", "version": "3.1", "vulns": []}
UNKNOWN = {"name": "numpy", "skip_reason": "Dependency not found on PyPI and could not be audited: numpy"}
ADVISORY = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["3.2"], "description": ""}
FOUND = {"name": "flask", "version": "3.1", "vulns": [ADVISORY]}


def answered(*dependencies: dict[str, object]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_clean_is_said_only_of_all(advisories: ModuleType) -> None:
    verdict = advisories.judge(answered(CLEAN, CLEAN), "No known vulnerabilities found", {})
    assert (verdict.status, verdict.words) == (0, "No advisory is known for the 2 locked dependencies.")


@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        (answered(UNKNOWN, UNKNOWN), "No known vulnerabilities found"),
        (answered(CLEAN, UNKNOWN), "No known vulnerabilities found"),
        (answered(), ""),
        ("", "ConnectionError: the service cannot be reached"),
        ("<html>", ""),
        ("[]", ""),
    ],
)
def test_what_nobody_looked_up_is_not_checked(advisories: ModuleType, output: str, complaint: str) -> None:
    verdict = advisories.judge(output, complaint, {})
    assert verdict.status == 75
    assert verdict.words.startswith("ADVISORIES NOT CHECKED")


@pytest.mark.parametrize("others", [(), (UNKNOWN,), (CLEAN,)])
def test_a_finding_fails_whatever_else(advisories: ModuleType, others: tuple[dict[str, object], ...]) -> None:
    verdict = advisories.judge(answered(FOUND, *others), "", {"PYSEC-2": "Another."})
    assert verdict.status == 1
    assert "flask 3.1: PYSEC-1, CVE-1, mended in 3.2" in verdict.words


@pytest.mark.parametrize("name", ["PYSEC-1", "CVE-1"])
def test_a_finding_with_a_reason_is_ignored(advisories: ModuleType, name: str) -> None:
    assert advisories.judge(answered(FOUND), "", {name: "We never call it."}).status == 0


def test_every_ignored_one_has_its_reason(advisories: ModuleType) -> None:
    kept = advisories.read_ignored(advisories.IGNORED.read_text(encoding="utf-8"))
    assert all(kept.values())
    assert advisories.read_ignored("# words\n\nCVE-1  We never call it.") == {"CVE-1": "We never call it."}
    with pytest.raises(ValueError, match="without a reason"):
        advisories.read_ignored("CVE-1")


def test_all_that_an_image_installs_is_asked_about(advisories: ModuleType) -> None:
    names = re.compile(r"^([\w.-]+)==\S+", re.MULTILINE)
    asked = {found for lock in advisories.LOCKED for found in names.findall(lock.read_text())}
    dockerfile = (advisories.ROOT / "Dockerfile").read_text()
    installed = set(re.findall(r"--require-hashes -r (\S+)", dockerfile))
    assert "requirements-gpu.lock" in installed
    for lock in installed:
        assert set(names.findall((advisories.ROOT / lock).read_text())) <= asked, lock


@pytest.mark.parametrize(("status", "ends", "said"), [(0, 0, False), (75, 0, True), (1, 1, False)])
def test_a_run_passes_by_only_what_could_not_be_asked(
    tmp_path: Path, status: int, ends: int, said: bool
) -> None:
    """In a folder whose tests pass and whose advisories end with this status."""
    for name, code in (("make", 0), ("chromium", 0), ("postgres", 0), (".venv/bin/python", status)):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\nexit {code}\n")
        program.chmod(0o755)
    script = tmp_path / ".ci" / "run"
    script.parent.mkdir()
    shutil.copy(SCRIPT.with_name("run"), script)
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = subprocess.run([script], check=False, env=path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "status 75" in done.stderr) == (ends, said)
