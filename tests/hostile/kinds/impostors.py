"""What is no picture, or none that is opened here, under the name of one."""

from functools import partial

from tests.hostile.formats.pictures import encode, picture
from tests.hostile.specimen import Family, refused

IMPOSTORS = Family("impostors", [])

_UNSUPPORTED, _NONE = refused("unsupported_type"), refused("not_an_image")

_HEADS = {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "SVG behind a comment": b"<?xml version='1.0'?><!-- x --><!-- y --><svg/>",
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "XML with an entity bomb": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb">]><a>&b;</a>',
    "PDF": b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>endobj",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n/x {x} def x",
    "ZIP": b"PK\3\4" + bytes(40),
    "GZIP": b"\x1f\x8b\x08" + bytes(40),
    "HEIC": b"\0\0\0\x18ftypheic" + bytes(40),
    "AVIF": b"\0\0\0\x18ftypavif" + bytes(40),
    "JPEG XL": b"\xff\x0a" + bytes(40),
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40),
    "Photoshop": b"8BPS\0\1" + bytes(40),
    "ICO": b"\0\0\1\0\1\0" + bytes(40),
    "OpenEXR": b"\x76\x2f\x31\x01" + bytes(40),
    "Radiance": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 99999 +X 99999\n",
    "WAV": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
}
_WORDS = {
    "words": b"just some words",
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "a program": b"\x7fELF" + bytes(400),
    "a pickle": b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x05posix\x94.",
    "YAML": b"!!python/object/apply:os.system ['id']",
    "zeros": bytes(4096),
    "a million brackets": b"<" * 1_000_000,
    "a PNM": b"P6 99999 99999 255\n",
    "a Sun raster": b"\x59\xa6\x6a\x95" + b"\xff" * 28,
    "a PFM": b"PF\n99999 99999\n-1.0\n",
}


def made(form: str) -> bytes:
    """A true picture of a format that is not opened here."""
    return encode(picture(), form)


for _form in ("GIF", "TIFF"):
    IMPOSTORS.add(f"{_form} named .jpg", partial(made, _form), _UNSUPPORTED)
for _form in ("PPM", "TGA", "PCX"):
    IMPOSTORS.add(f"{_form} named .jpg", partial(made, _form), _NONE)
for _name, _data in _HEADS.items():
    IMPOSTORS.add(f"{_name} named .jpg", partial(bytes, _data), _UNSUPPORTED)
for _name, _data in _WORDS.items():
    IMPOSTORS.add(f"{_name} named .jpg", partial(bytes, _data), _NONE)
