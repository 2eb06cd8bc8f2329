"""The tracker of the live camera, in the browser that it runs in, without a camera."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

Answers = list[tuple[float, list[dict[str, Any]]]]


@pytest.fixture
def module(page: Page) -> Page:
    page.goto("/camera")
    return page


def found(x: float, female: float = 0.9, size: float = 0.2, *, doubted: bool = False) -> dict[str, Any]:
    """A face at this place, in shares of the frame."""
    box = {"x": x, "y": 0.3, "width": size, "height": size}
    return {"box": box, "female": female, "male": 1 - female, "doubted": doubted}


def follow(page: Page, answers: Answers, threshold: float = 0.8) -> list[list[dict[str, Any]]]:
    """The tracks after each of these answers."""
    tracks: list[list[dict[str, Any]]] = page.evaluate(
        """async ([answers, threshold]) => {
            const { Tracker } = await import("/static/js/face_tracks.js");
            const tracker = new Tracker(threshold);
            return answers.map(([time, found]) => { tracker.update(found, time); return tracker.tracks; });
        }""",
        [answers, threshold],
    )
    return tracks


def test_a_face_is_believed_when_it_was_seen_twice(module: Page) -> None:
    first, second = follow(module, [(0, [found(0.1)]), (60, [found(0.1)])])
    assert first == []
    assert [(track["label"], track["uncertain"]) for track in second] == [("female", False)]


def test_a_false_find_of_one_frame_is_never_shown(module: Page) -> None:
    answers: Answers = [(0, [found(0.1)]), (60, []), (700, [found(0.1)]), (1300, [])]
    assert follow(module, answers) == [[]] * 4


def test_a_face_that_is_missed_stays_for_a_moment(module: Page) -> None:
    seen: Answers = [(0, [found(0.1)]), (60, [found(0.1)])]
    tracks = follow(module, [*seen, (400, []), (560, []), (561, [])])
    assert [len(each) for each in tracks] == [0, 1, 1, 1, 0]


def test_it_keeps_its_number_while_it_moves(module: Page) -> None:
    tracks = follow(module, [(60.0 * n, [found(0.1 + 0.03 * n)]) for n in range(20)])
    assert {track["id"] for each in tracks for track in each} == {1}


def test_a_face_elsewhere_is_another_one(module: Page) -> None:
    tracks = follow(module, [(0, [found(0.1)]), (60, [found(0.1)]), (120, [found(0.7)]), (180, [found(0.7)])])
    assert [track["id"] for track in tracks[-1]] == [1, 2]


def test_two_faces_that_touch_keep_their_labels(module: Page) -> None:
    """Each is matched with what overlaps it most, whatever the order in the answer."""
    pair, swapped = [found(0.3, 0.95), found(0.4, 0.05)], [found(0.41, 0.05), found(0.31, 0.95)]
    tracks = follow(module, [(0, pair), (60, swapped), (120, pair), (180, swapped)])
    assert [(track["id"], track["label"]) for track in tracks[-1]] == [(1, "female"), (2, "male")]


def test_a_box_settles_where_the_face_is(module: Page) -> None:
    still: Answers = [(60.0 * n, [found(0.1)]) for n in range(3)]
    moved: Answers = [(180.0 + 60 * n, [found(0.16)]) for n in range(12)]
    places = [each[0]["box"]["x"] for each in follow(module, [*still, *moved])[2:]]
    assert places[0] == pytest.approx(0.1)
    assert 0.12 < places[1] < 0.15  # part of the way at once
    assert places == sorted(places)
    assert places[-1] == pytest.approx(0.16, abs=0.001)


def test_a_label_is_the_mean_of_its_face(module: Page) -> None:
    said = [0.9, 0.9, 0.2, 0.9]
    last = follow(module, [(60.0 * n, [found(0.1, female)]) for n, female in enumerate(said)])[-1]
    assert last[0]["confidence"] == pytest.approx(sum(said) / len(said))
    assert last[0]["label"] == "female"
    assert last[0]["uncertain"]  # 0.725 is under the threshold


def test_a_label_follows_a_face_that_changes(module: Page) -> None:
    said = [0.95] * 60 + [0.05] * 60
    tracks = follow(module, [(60.0 * n, [found(0.1, female)]) for n, female in enumerate(said)])
    assert (tracks[59][0]["label"], tracks[-1][0]["label"]) == ("female", "male")


def test_a_doubted_face_is_uncertain_until_it_is_not(module: Page) -> None:
    answers: Answers = [(60.0 * n, [found(0.1, doubted=n < 2)]) for n in range(3)]
    assert [track["uncertain"] for each in follow(module, answers) for track in each] == [True, False]


def test_late_answers_change_nothing(module: Page) -> None:
    answers: Answers = [(0, [found(0.1)]), (60, [found(0.1)]), (30, [found(0.7)]), (60, [])]
    tracks = follow(module, answers)
    assert tracks[1] == tracks[2] == tracks[3]


@pytest.mark.parametrize(("shift", "expected"), [(0.0, 1.0), (0.1, 1 / 3), (0.2, 0.0), (0.5, 0.0)])
def test_overlap_is_intersection_over_union(module: Page, shift: float, expected: float) -> None:
    share = module.evaluate(
        """async ([one, other]) => (await import("/static/js/face_tracks.js")).overlap(one, other)""",
        [found(0.1)["box"], found(0.1 + shift)["box"]],
    )
    assert share == pytest.approx(expected)
