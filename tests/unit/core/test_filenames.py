"""Names of uploaded files: harmless, recognisable, never a path that leads out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.filenames import MAX_LENGTH, clean_filename


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("face.jpg", "face.jpg"),
        ("Ward 3/face.jpg", "Ward 3/face.jpg"),
        ("Ward 3\\face.jpg", "Ward 3/face.jpg"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\..\\a.jpg", "C:/Users/a.jpg"),
        ("a//./b.jpg", "a/b.jpg"),
        ("a\0.jpg", "a.jpg"),
        ("a\r\nX-Evil: 1.jpg", "aX-Evil: 1.jpg"),
        ("gnp\u202egpj.exe", "gnpgpj.exe"),
        ("\u200b..\u200b/a.jpg", "a.jpg"),
        ("Zoë 面具.jpg", "Zoë 面具.jpg"),
        ("  padded .jpg ", "padded .jpg"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("///", "unnamed"),
        (None, "unnamed"),
    ],
)
def test_a_name_is_cleaned(sent: str | None, kept: str) -> None:
    assert clean_filename(sent) == kept


def test_ten_kilobytes_of_name_keep_their_end() -> None:
    name = clean_filename("n" * 10_240 + ".jpg")
    assert len(name) == MAX_LENGTH
    assert name.endswith("n.jpg")


def test_a_cut_leaves_no_way_out() -> None:
    assert not clean_filename("x../" + "a" * 252).startswith("..")
    assert not clean_filename("x/" + "a" * 254).startswith("/")


@given(st.text())
def test_no_name_is_dangerous(sent: str) -> None:
    name = clean_filename(sent)
    assert 0 < len(name) <= MAX_LENGTH
    assert not {"", ".", ".."} & set(name.split("/"))
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in name)
    name.encode()


@given(st.text())
def test_cleaning_twice_changes_nothing(sent: str) -> None:
    assert clean_filename(clean_filename(sent)) == clean_filename(sent)
