"""A Chromium for the browser tests: the one that is there, else one that this machine may fetch.

`python -m bench.chromium` is run by `make test` before pytest; it never fails, it says what will be skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)


def find_chromium() -> str | None:
    """Path of a Chromium: on PATH, or the one that Playwright has installed.

    One without windows is looked for first: the same engine, at two thirds of the CPU time, since it draws no
    tabs and menus that nobody sees.
    """
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import, and often not needed

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    """Find a Chromium or try to install one, and say in a line what came of it."""
    if find_chromium():
        return
    print("No Chromium is installed; trying to get one for the browser tests …", flush=True)
    attempts = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts.insert(0, ["apt-get", "install", "-y", "-qq", "chromium-headless-shell"])
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # noqa: S607
    for attempt in attempts:
        subprocess.run(attempt, check=False, stdout=subprocess.DEVNULL)
        if find_chromium():
            return
    print("The browser tests will be SKIPPED: no Chromium could be installed. Install one and run again.")


if __name__ == "__main__":
    main()
