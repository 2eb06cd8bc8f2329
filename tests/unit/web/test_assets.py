"""Styles and scripts are kept for good by an address that changes with any of them."""

from pathlib import Path

import pytest

from web.assets import FOLDER, SHEETS, Assets


def folder(place: Path, **scripts: str) -> Path:
    for name in SHEETS:
        (place / "css").mkdir(parents=True, exist_ok=True)
        (place / "css" / f"{name}.css").write_text(f"/* {name} */\n")
    (place / "js").mkdir(exist_ok=True)
    for name, text in scripts.items():
        (place / "js" / f"{name}.js").write_text(text)
    return place


def test_the_address_changes_with_any_file_and_with_nothing_else(tmp_path: Path) -> None:
    one, same = Assets(folder(tmp_path / "a", x="1")), Assets(folder(tmp_path / "b", x="1"))
    assert one.address("icon.svg") == same.address("icon.svg")
    for other in ({"x": "2"}, {"y": "1"}, {"x": "1", "y": ""}):
        changed = Assets(folder(tmp_path / "-".join(other) / "c", **other))
        assert changed.address("icon.svg") != one.address("icon.svg")


def test_a_page_has_one_stylesheet_with_its_own_after_what_all_have() -> None:
    assets = Assets(FOLDER)
    content = assets.read(assets.style(("results", "gallery")).removeprefix(f"/static/{assets.version}/"))
    texts = [(FOLDER / "css" / f"{name}.css").read_bytes() for name in (*SHEETS, "results", "gallery")]
    assert content == b"".join(texts)


@pytest.mark.parametrize(
    "name",
    [
        "css/nothing.css",
        "css/base+nothing.css",
        "css/base+base.css",
        "css/base",
        "js/frame+api.js",
        "../assets.py",
        "",
    ],
)
def test_nothing_else_is_read(name: str) -> None:
    with pytest.raises(KeyError):
        Assets(FOLDER).read(name)
