"""Faces become people: still, walking, crossing, hidden for a while, and replaced by somebody else."""

from collections.abc import Sequence

import numpy as np
import pytest

from demo.films import shot
from tests.support.films import face_box
from worker.tracks.appearance import Appearance, appearance, blend, likeness
from worker.tracks.person import Person, Sighting
from worker.tracks.tracker import Tracker

SIDE = 50.0


def look(kind: int) -> Appearance:
    """Nobody looks like somebody of another kind."""
    made = np.zeros((4, 8), np.float32)
    made[:, kind] = 1
    return made


def face(
    at: float,
    x: float,
    kind: int = 0,
    *,
    y: float = 100.0,
    side: float = SIDE,
    p: float = 0.9,
    flags: str = "",
) -> Sighting:
    return Sighting(f"{kind}@{at:g}", at, (x, y, side, side), p, flags, look(kind))


def follow(frames: Sequence[Sequence[Sighting]], every: float = 1.0) -> list[Person]:
    tracker, people = Tracker(every), list[Person]()
    for frame in frames:
        tracker.step(frame[0].at if frame else 0.0, frame)
        people += tracker.take_gone()
    return sorted(people + tracker.take_all(), key=lambda person: person.number)


def keys(people: Sequence[Person]) -> list[list[str]]:
    return [person.keys for person in people]


def test_who_stands_still_is_one_person() -> None:
    people = follow([[face(at, 100)] for at in range(5)])
    assert keys(people) == [["0@0", "0@1", "0@2", "0@3", "0@4"]]
    assert (people[0].first.at, people[0].last.at) == (0, 4)


@pytest.mark.parametrize("step", [0.5, 1.5, 3.0])
def test_who_walks_is_one_person(step: float) -> None:
    """Three face widths a second share no pixel from frame to frame."""
    assert len(follow([[face(at, 100 + at * step * SIDE)] for at in range(6)])) == 1


def test_two_who_cross_stay_themselves() -> None:
    frames = [[face(at, 100 + 80 * at, 1), face(at, 500 - 80 * at, 2)] for at in range(6)]
    assert keys(follow(frames)) == [[f"{kind}@{at}" for at in range(6)] for kind in (1, 2)]


def test_two_in_one_uniform_are_told_apart_by_place() -> None:
    frames = [[face(at, 100 + 5 * at, 1), face(at, 300, 1)] for at in range(4)]
    people = follow(frames)
    assert [len(person.keys) for person in people] == [4, 4]
    assert [person.last.box[0] for person in people] == [115, 300]


def test_somebody_else_in_the_same_place_is_somebody_else() -> None:
    assert keys(follow([[face(0, 100, 1)], [face(1, 100, 1)], [face(2, 100, 2)]])) == [
        ["1@0", "1@1"],
        ["2@2"],
    ]


def test_a_gap_of_some_samples_is_forgiven_and_a_long_one_is_not() -> None:
    assert len(follow([[face(at, 100)] for at in (0, 1, 4)])) == 1
    assert len(follow([[face(at, 100)] for at in (0, 1, 6)])) == 2


def test_samples_close_together_have_a_gap_in_seconds() -> None:
    assert len(follow([[face(at, 100)] for at in (0, 0.04, 1.9)], every=0.04)) == 1


def test_a_face_of_another_size_is_another_persons() -> None:
    assert len(follow([[face(0, 100)], [face(1, 100, side=4 * SIDE)]])) == 2


def test_frames_may_be_empty() -> None:
    assert follow([]) == []
    assert follow([[], []]) == []
    assert Tracker(1.0).step(0.0, []) == []


def test_a_frame_gives_each_person_one_face() -> None:
    assert len(follow([[face(0, 100)], [face(1, 100), face(1, 104)]])) == 2


def test_without_looks_the_place_decides() -> None:
    bare = [Sighting(str(at), at, (100.0 + at, 50.0, SIDE, SIDE), 0.9) for at in range(3)]
    assert len(follow([[seen] for seen in bare])) == 1


def test_the_label_is_the_mean_by_quality() -> None:
    (person,) = follow(
        [[face(0, 100, p=0.9)], [face(1, 100, p=0.8)], [face(2, 100, p=0.0, flags="blurred tiny")]]
    )
    assert person.p_female == pytest.approx((0.9 + 0.8) / (1 + 1 + 0.09))
    assert (person.label, person.confidence) == ("female", person.p_female)
    (other,) = follow([[face(0, 100, p=0.2)]])
    assert (other.label, other.confidence) == ("male", pytest.approx(0.8))


def test_flags_are_those_of_most_faces_by_quality() -> None:
    (all_of_them,) = follow([[face(at, 100, flags="turned blurred")] for at in range(2)])
    assert all_of_them.quality_flags == "blurred turned"
    (few,) = follow([[face(0, 100)], [face(1, 100, flags="blurred")], [face(2, 100, flags="blurred")]])
    assert few.quality_flags == ""  # together they count for less than the sharp one


def test_the_best_face_is_sharp_large_and_sure() -> None:
    frames = [
        face(0, 100, p=0.99, flags="blurred"),
        face(1, 100, p=0.7),
        face(2, 100, p=0.95),
        face(3, 100, p=0.9),
    ]
    (person,) = follow([[seen] for seen in frames])
    assert person.best.at == 2


def test_memory_is_of_those_who_are_there() -> None:
    tracker = Tracker(1.0)
    for at in range(0, 1000, 10):
        tracker.step(at, [face(at, 100)])
        tracker.take_gone()
    assert len(tracker.people) == 1


def test_drawn_people_look_like_themselves_and_not_like_others() -> None:
    def seen(person: int, across: float, grain: int) -> Appearance:
        picture = shot([(person, across, 0.8)], 320, 240, grain=grain)
        return appearance(picture, face_box(across, 0.8, 320, 240))

    first = {person: seen(person, 0.4, 1) for person in range(1, 9)}
    again = {person: seen(person, 0.6, 2) for person in range(1, 9)}
    for person, before in first.items():
        alike = {other: likeness(before, after) for other, after in again.items()}
        assert max(alike, key=lambda other: alike[other]) == person
        assert alike[person] > 0.88


def test_a_part_beyond_the_picture_counts_for_nothing() -> None:
    picture = np.full((60, 60, 3), 128, np.uint8)
    whole = appearance(picture, (0, 0, 60, 60))
    assert not whole[3].any()
    assert likeness(whole, whole) == pytest.approx(1)
    nowhere = appearance(picture, (500, 500, 60, 60))
    assert likeness(whole, nowhere) == 0
    assert likeness(blend(nowhere, whole, 0.3), whole) == pytest.approx(1, abs=1e-5)
