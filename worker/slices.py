"""A batch cut into slices that end one by one: so soon are answers there, and no more is lost with a worker.

The cost of a picture is told before its bytes are read, from its size and theirs. Measured on one core: a
JPEG of 12 megapixels and 2 MB takes 44 ms at full scale and 16 ms at a quarter of it, which parts into what
its bytes cost and what the pixels that come out of them do. A PNG comes at full scale, whatever is asked
for: its many more bytes tell that (20 MB of 12 megapixels: 190 ms).
"""

from collections.abc import Iterator, Sequence

from core.work.types import ClaimedImage
from imaging.decode import reduction
from models.preprocess import INPUT_SIZE
from worker.views import SEARCHED

# Of work that is ended together. What is urgent is told early: a dozen webcam frames or two photographs of 12
# megapixels. Of bulk work each end costs as much as several images do, and pieces let urgent images pass.
URGENT_SECONDS, BULK_SECONDS = 0.05, 0.25
SLICE_BYTES = 32 * 2**20  # that are read at once

PER_BYTE = 8e-9  # seconds
PER_PIXEL = 2.3e-9  # of the scale that is decoded
PER_FACE = 0.5e-3  # the classifier and the flags; a searched picture is taken to have one
PER_SEARCH = 2e-3  # the finder at a large face; it takes closer looks, of 10 to 40 ms, where it sees none


def slices(images: Sequence[ClaimedImage], of_seconds: float) -> Iterator[list[ClaimedImage]]:
    """The images in their order, in parts of about `of_seconds` of work that fit in memory."""
    part: list[ClaimedImage] = []
    seconds = stored = 0.0
    for image in images:
        cost, length = seconds_of(image), image.blob.length
        if part and (seconds + cost > of_seconds or stored + length > SLICE_BYTES):
            yield part
            part, seconds, stored = [], 0.0, 0.0
        part.append(image)
        seconds, stored = seconds + cost, stored + length
    if part:
        yield part


def seconds_of(image: ClaimedImage) -> float:
    """About how long one image takes from its bytes to its answer."""
    searched = image.framing == "auto"
    kept = {"min_longest": SEARCHED} if searched else {"min_side": INPUT_SIZE}
    pixels = image.width * image.height / reduction(image.width, image.height, **kept) ** 2
    return PER_BYTE * image.blob.length + PER_PIXEL * pixels + PER_FACE + (PER_SEARCH if searched else 0.0)
