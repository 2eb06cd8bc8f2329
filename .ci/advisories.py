"""`make advisories`: whether a security advisory is known for a locked dependency, or that nobody could say.

Exit status: 0 all dependencies were looked up and nothing is left to do; 1 there is a finding, or the file of
ignored ones is wrong; 75 the advisory service could not be asked about all of them.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
IGNORED = Path(__file__).with_name("ignored-advisories.txt")
# What is in an image that is deployed; `requirements-serve.lock` is a part of the first.
LOCKED = (ROOT / "requirements.lock", ROOT / "requirements-gpu.lock")
SECONDS = 300
NOT_CHECKED = 75  # EX_TEMPFAIL: ask again later


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said, and the exit status."""

    words: str
    status: int


def main() -> int:
    """Ask pip-audit about every line of the lock files."""
    try:
        ignored = read_ignored(IGNORED.read_text(encoding="utf-8"))
    except ValueError as error:
        print(f"{IGNORED.name}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    verdict = judge(*ask(*LOCKED), ignored)
    print(verdict.words, file=sys.stderr)  # noqa: T201
    return verdict.status


def read_ignored(text: str) -> dict[str, str]:
    """The ids of ignored advisories and why. Raises `ValueError` for one without a reason."""
    ignored: dict[str, str] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, reason = line.partition(" ")
            if not reason.strip():
                raise ValueError(f"{name} is ignored without a reason.")
            ignored[name] = reason.strip()
    return ignored


def ask(*locks: Path) -> tuple[str, str]:
    """What pip-audit writes to its output, as JSON, and what it complains of."""
    command = [sys.executable, "-m", "pip_audit"]
    options = [word for lock in locks for word in ("--requirement", str(lock))]
    options += ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, *options], check=False, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {SECONDS} s"
    return done.stdout, done.stderr


def judge(output: str, complaint: str, ignored: Mapping[str, str]) -> Verdict:
    """Tell a finding from a clean result, and both from nobody having looked."""
    try:
        dependencies: Sequence[Mapping[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Verdict(f"ADVISORIES NOT CHECKED: {_last_line(complaint)}", NOT_CHECKED)
    skipped = [each["name"] for each in dependencies if "skip_reason" in each]
    found = [
        f"{each['name']} {each.get('version', '')}: {', '.join([advisory['id'], *advisory['aliases']])}"
        f", mended in {' or '.join(advisory['fix_versions']) or 'no version yet'}"
        for each in dependencies
        for advisory in each.get("vulns", ())
        if not ignored.keys() & {advisory["id"], *advisory["aliases"]}
    ]
    if found:
        return Verdict("\n".join(["Advisories are known:", *found]), 1)
    if skipped or not dependencies:
        some = ", ".join(skipped[:5])
        return Verdict(
            f"ADVISORIES NOT CHECKED for {len(skipped)} of {len(dependencies)} dependencies: the service "
            f"does not know them, or did not answer: {some} …",
            NOT_CHECKED,
        )
    return Verdict(f"No advisory is known for the {len(dependencies)} locked dependencies.", 0)


def _last_line(words: str) -> str:
    return (words.strip().splitlines() or ["pip-audit said nothing"])[-1]


if __name__ == "__main__":
    sys.exit(main())
