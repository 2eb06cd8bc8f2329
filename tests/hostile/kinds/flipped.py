"""Files with flipped bits: in their signature, their header, their sizes, and among the pixels."""

import random
from functools import partial

from tests.hostile.formats.pictures import FORMATS, whole
from tests.hostile.specimen import CLASSIFIED, UNDECODABLE, Family, refused

FLIPPED = Family("flipped", [])

_SOMEHOW = (CLASSIFIED, UNDECODABLE)  # what a decoder makes of damaged pixels is its own affair
_DAMAGE = (refused("truncated"), refused("broken_header"), refused("not_an_image"))


def flip(form: str, at: int) -> bytes:
    """One byte of a whole file inverted."""
    data = bytearray(whole(form))
    data[at] ^= 0xFF
    return bytes(data)


def flip_many(form: str, seed: int) -> bytes:
    """One bit in every 200 bytes behind the first 40 flipped."""
    data, chance = bytearray(whole(form)), random.Random(seed)
    for _ in range(len(data) // 200 + 1):
        data[chance.randrange(40, len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


for _form in FORMATS:
    FLIPPED.add(f"the first byte of a {_form}", partial(flip, _form, 0), refused("not_an_image"))
    FLIPPED.add(f"a byte of a {_form}'s pixels", partial(flip, _form, len(whole(_form)) * 3 // 4), *_SOMEHOW)
    for _seed in (1, 2):
        _answers = (*_SOMEHOW, *_DAMAGE, refused("unsupported_type"), refused("too_many_pixels"))
        FLIPPED.add(f"bits of a {_form}, {_seed}", partial(flip_many, _form, _seed), *_answers)
FLIPPED.add("a PNG's length of IHDR", partial(flip, "PNG", 11), refused("broken_header"))
FLIPPED.add("a PNG's checksum of IHDR", partial(flip, "PNG", 31), *_SOMEHOW)
FLIPPED.add("a PNG's bit depth", partial(flip, "PNG", 24), refused("broken_header"))
FLIPPED.add("a WebP's name", partial(flip, "WEBP", 8), refused("not_an_image"))
FLIPPED.add("a BMP's bit depth", partial(flip, "BMP", 28), refused("unsupported_type"))
