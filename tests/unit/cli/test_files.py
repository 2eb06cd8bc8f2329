"""What `browline classify` finds in a folder, and what it says of files that are no pictures."""

from pathlib import Path

from cli.files import files_of


def test_an_archive_in_a_folder_is_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "photos.zip").write_bytes(b"PK\3\4\x14\0")
    (found,) = files_of([tmp_path])
    assert found.refusal is not None
    code, reason = found.refusal
    assert (code, "unpack it" in reason) == ("unsupported_type", True)
