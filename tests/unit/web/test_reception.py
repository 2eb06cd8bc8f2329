"""Places for requests with files: frames have some that large uploads never get."""

import pytest

from core.errors import Busy
from web.reception import Reception, leave


def test_a_frame_finds_a_place_beside_large_uploads() -> None:
    here = Reception(16)
    large = [here.enter(2**23) for _ in range(12)]
    with pytest.raises(Busy):
        here.enter(None)
    frames = [here.enter(2**17) for _ in range(2)]
    with pytest.raises(Busy):
        here.enter(2**17)
    leave(large.pop())
    frames.append(here.enter(2**17))
    with pytest.raises(Busy):  # the place is a frame's now
        here.enter(2**23)


@pytest.mark.parametrize("threads", [2, 3, 4, 8])
def test_a_thread_is_always_left(threads: int) -> None:
    here = Reception(threads)
    for _ in range(threads - 1 - threads // 16):
        here.enter(2**17)
    with pytest.raises(Busy):
        here.enter(2**17)
