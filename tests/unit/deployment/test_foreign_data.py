"""Nothing that comes from outside can bring code with it, and no address from outside is opened."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SERVING = ("core", "imaging", "models", "web", "worker")
ROOMS = (*SERVING, "bench", "cli", "demo", "migrations", "training")
CODE_IN_DATA = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "xml"}
OPENERS = {
    "urllib.request", "urllib3", "http.client", "requests", "httpx", "aiohttp", "ftplib", "smtplib",
}  # fmt: skip
# It closes connections that others have opened to us.
TIMED = {ROOT / "web" / "patience.py"}
# Its rows wait in a temporary file without a name, which nobody else can write into.
OWN_DATA = {ROOT / "cli" / "spool.py"}


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def sources(rooms: tuple[str, ...]) -> list[Path]:
    return [file for room in rooms for file in sorted((ROOT / room).rglob("*.py"))]


def imported(file: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it, and what they are part of."""
    for node in ast.walk(tree(file)):
        names = [name.name for name in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{name}" for name in names)]
        for name in names:
            yield from (name, name.partition(".")[0])


def calls(function: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function by this name."""
    for file in sources(ROOMS):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(function):
                yield file, node


def keywords(call: ast.Call) -> dict[str | None, str]:
    return {word.arg: ast.unparse(word.value) for word in call.keywords}


@pytest.mark.parametrize("room", ROOMS)
def test_no_format_that_can_carry_code_is_read(room: str) -> None:
    for file in sources((room,)):
        if file not in OWN_DATA:
            assert not CODE_IN_DATA & set(imported(file)), file


@pytest.mark.parametrize("room", SERVING)
def test_no_room_that_serves_opens_an_address(room: str) -> None:
    for file in sources((room,)):
        assert not OPENERS & set(imported(file)), file


def test_the_web_has_no_way_to_a_camera_or_a_socket() -> None:
    for file in sources(("web",)):
        reached = {"socket", "cv2"} & set(imported(file))
        assert not reached or file in TIMED, file


def test_only_an_operator_names_a_stream() -> None:
    """`live` orders come from `browline watch` and benches; an upload is a file in the store."""
    live = {file for file, call in calls("Order") if "live" in keywords(call)}
    assert live
    assert {file.relative_to(ROOT).parts[0] for file in live} <= {"cli", "bench"}


def test_numpy_files_bring_no_objects() -> None:
    loads = list(calls("np.load"))
    assert loads
    assert [file for file, call in loads if keywords(call).get("allow_pickle", "False") != "False"] == []


def test_networks_are_loaded_in_safe_mode() -> None:
    loads = list(calls("saving.load_model"))
    assert len(loads) >= 3
    assert [file for file, call in loads if keywords(call).get("safe_mode") != "True"] == []
    assert list(calls("enable_unsafe_deserialization")) == []
