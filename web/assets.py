"""Styles and scripts, read once: under an address of their content, which a browser asks for once and keeps.

`/static/VERSION/js/job_page.js` changes with anything in the folder, so what a script imports beside itself
is of the same version. `/static/js/job_page.js` always works too, and is asked about again each time.
"""

import mimetypes
import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from web.rules import open_to_all

FOLDER = Path(__file__).parent / "static"
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
SHEETS = ("tokens", "base", "parts")  # of every page, before its own
VERSION = re.compile(r"[0-9a-f]{16}")


class Assets:
    """The files of a folder and the version that they are together."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        said = sha256()
        for name, content in self._files.items():
            said.update(f"{name} {len(content)}\n".encode() + content)
        self.version = said.hexdigest()[:16]
        self.read = lru_cache(maxsize=64)(self._read)

    def address(self, name: str) -> str:
        """Where a file is, by its path in the folder."""
        return f"/static/{self.version}/{name}"

    def style(self, sheets: Iterable[str] = ()) -> str:
        """Where the one stylesheet of a page is that has these sheets of its own."""
        return self.address(f"css/{'+'.join((*SHEETS, *sheets))}.css")

    def _read(self, name: str) -> bytes:
        """A file, or several stylesheets as one (`css/base+parts.css`). Raises `KeyError`."""
        if name in self._files or not (name.startswith("css/") and name.endswith(".css")):
            return self._files[name]
        sheets = name.removeprefix("css/").removesuffix(".css").split("+")
        if len(set(sheets)) < len(sheets):
            raise KeyError(name)  # else an address could ask for one of them a thousand times
        return b"".join(self._files[f"css/{sheet}.css"] for sheet in sheets)


def install(app: Flask) -> None:
    """Serve the files, and let templates name them."""
    assets = Assets(FOLDER)

    @open_to_all
    def show(filename: str) -> Response:
        version, _, name = filename.partition("/")
        if not VERSION.fullmatch(version):
            version, name = "", filename
        try:
            content = assets.read(name)
        except KeyError:
            abort(404)
        response = app.response_class(content, mimetype=mimetypes.guess_type(name)[0])
        response.add_etag()
        # A page that another version rendered gets what there is now, but does not keep it under that name.
        response.headers["Cache-Control"] = FOR_GOOD if version == assets.version else ASK_AGAIN
        return response.make_conditional(request)

    app.add_url_rule("/static/<path:filename>", "static", show)
    app.jinja_env.globals.update(asset=assets.address, style=assets.style)
