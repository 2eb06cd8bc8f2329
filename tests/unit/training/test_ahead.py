"""Making batches before they are needed must change neither their order nor what goes wrong."""

import threading
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from training.ahead import ahead


def test_order_and_length_stay() -> None:
    for length in (0, 1, 7, 8, 9, 100):
        assert list(ahead(iter(range(length)))) == list(range(length))


def test_an_error_comes_in_its_turn() -> None:
    def broken() -> Iterator[int]:
        yield 0
        yield 1
        raise ValueError("the third is missing")

    items = ahead(broken())
    assert [next(items), next(items)] == [0, 1]
    with pytest.raises(ValueError, match="third"):
        next(items)


def test_they_are_made_before_they_are_asked_for_but_not_without_end() -> None:
    made: list[int] = []

    def counted() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    items = ahead(counted(), count=4)
    assert next(items) == 0
    deadline = monotonic() + 10
    while len(made) < 5 and monotonic() < deadline:
        sleep(0.001)
    assert made == [0, 1, 2, 3, 4]


def test_the_thread_ends_with_its_items_and_when_nobody_wants_more() -> None:
    threads = threading.active_count()
    items = ahead(iter(range(100)))
    next(items)
    assert threading.active_count() == threads + 1
    items.close()
    assert list(ahead(iter(range(3)))) == [0, 1, 2]
    assert threading.active_count() == threads
