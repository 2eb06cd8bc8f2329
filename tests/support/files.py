"""Files as people send them: good ones, and every kind that is refused."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import overload

from PIL import Image

from demo.damaged import png_header
from demo.pictures import jpeg

SECRET = b"SECRET-PLACE"


@cache
def portrait(seed: int = 1, size: int = 96) -> bytes:
    """A small drawn portrait as JPEG."""
    return jpeg(seed, size)


class Portraits(Sequence[bytes]):
    """The portraits of the first seeds, drawn when they are asked for: collecting the tests needs none."""

    def __init__(self, count: int, size: int = 96) -> None:
        self._seeds, self._size = range(count), size

    def __len__(self) -> int:
        return len(self._seeds)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        if isinstance(index, slice):
            return [portrait(seed, self._size) for seed in self._seeds[index]]
        return portrait(self._seeds[index], self._size)


@cache
def plain(
    form: str = "PNG", size: tuple[int, int] = (64, 48), colour: tuple[int, int, int] = (200, 40, 60)
) -> bytes:
    """A picture of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, form)
    return file.getvalue()


def private_jpeg() -> bytes:
    """A JPEG that tells in EXIF, XMP and a comment where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    file = BytesIO()
    picture = Image.open(BytesIO(portrait()))
    picture.save(file, "JPEG", exif=exif, comment=SECRET, xmp=SECRET)
    return file.getvalue()


def refused_files() -> dict[str, tuple[bytes, str]]:
    """Names, contents and the code of their refusal."""
    return {
        "empty.jpg": (b"", "empty_file"),
        "half.jpg": (portrait()[: len(portrait()) // 2], "truncated"),
        "half.png": (plain()[:-20], "truncated"),
        "notes.jpg": (b"just some words " * 9, "not_an_image"),
        "drawing.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unsupported_type"),
        "page.jpg": (b"<!DOCTYPE html><html></html>", "unsupported_type"),
        "paper.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "unsupported_type"),
        "scan.tif": (plain("TIFF"), "unsupported_type"),
        "film.gif": (plain("GIF"), "unsupported_type"),
        "huge.png": (png_header(8200, 5000), "too_many_pixels"),
        "heavy.bmp": (b"BM" + bytes(25 * 2**20), "file_too_large"),
    }


def damaged() -> bytes:
    """A PNG that looks whole and does not decode."""
    return png_header(64, 64)
