"""What to ask a store for when many images are wanted: few requests, and few bytes that nobody wants."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.blobs.checksum import behind
from core.blobs.types import BlobRef

GAP_BYTES = 128 * 2**10  # that are read in vain sooner than asking once more
RUN_BYTES = 16 * 2**20  # that one request brings, but for a single image that has more


@dataclass(frozen=True, slots=True)
class Run:
    """Bytes of one pack from `start` to `end`, and the places of the refs that lie in them."""

    pack: str
    start: int
    end: int
    places: Sequence[int]


def runs(refs: Sequence[BlobRef]) -> list[Run]:
    """What is to be read for these refs; every one is in exactly one run."""
    by_pack = defaultdict[str, list[int]](list)
    for place, ref in enumerate(refs):
        by_pack[ref.pack].append(place)
    found: list[Run] = []
    for pack, places in by_pack.items():
        found += _runs_of(pack, sorted(places, key=lambda place: refs[place].offset), refs)
    return found


def _runs_of(pack: str, places: Sequence[int], refs: Sequence[BlobRef]) -> list[Run]:
    more, found = behind(pack), list[Run]()
    for place in places:
        start, end = refs[place].offset, refs[place].offset + refs[place].length + more
        last = found[-1] if found else None
        if last and start - last.end <= GAP_BYTES and max(end, last.end) - last.start <= RUN_BYTES:
            found[-1] = Run(pack, last.start, max(end, last.end), [*last.places, place])
        else:
            found.append(Run(pack, start, end, [place]))
    return found
