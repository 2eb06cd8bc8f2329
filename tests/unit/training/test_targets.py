"""What is known of a picture, as distributions that a network learns."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from training.objective import accuracy, cross_entropy, outputs_of, width
from training.opinions import DOUBTED, TRUST, TRUST_MASKED, Opinions, combined, face_names
from training.targets import target


def test_a_label_is_a_distribution_and_nothing_is_known_of_the_rest() -> None:
    made = target(1, None, None, smoothing=0.1)
    assert made == pytest.approx([0.05, 0.95] + [0] * 9)
    assert target(None, None, True)[-2:].tolist() == [0, 1]
    assert target(None, None, False)[-2:].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("age", "likeliest"), [(13, 0), (19, 0), (25, 1), (39, 2), (44, 3), (59, 4), (69, 5), (70, 6), (116, 6)]
)
def test_an_age_falls_mostly_into_its_group(age: float, likeliest: int) -> None:
    groups = target(None, age, None)[2:9]
    assert groups.sum() == pytest.approx(1)
    assert int(np.argmax(groups)) == likeliest


def test_an_age_on_a_bound_is_shared_by_both_sides() -> None:
    groups = target(None, 40, None)[2:9]
    assert groups[2] == pytest.approx(groups[3], abs=0.01)


def test_what_is_not_known_counts_nothing() -> None:
    logits = np.random.default_rng(0).normal(size=(3, 11)).astype(np.float32)
    truth = np.stack([target(0, None, None), target(None, 30, None), target(None, None, None)])
    losses = np.asarray(cross_entropy(truth, logits))
    gender = logits[0, :2] - np.log(np.exp(logits[0, :2]).sum())
    assert losses[0] == pytest.approx(-gender[0], rel=1e-5)
    assert losses[1] > 0
    assert losses[2] == 0


def test_accuracy_is_the_gender_s() -> None:
    logits = np.zeros((2, 11), np.float32)
    logits[:, 1] = 1
    logits[:, 5] = 9
    assert np.asarray(accuracy(np.stack([target(1, 20, True), target(0, 20, True)]), logits)).tolist() == [
        1,
        0,
    ]


def test_outputs_follow_the_number_of_logits() -> None:
    assert [output.name for output in outputs_of(2)] == ["gender"]
    assert [output.name for output in outputs_of(11)] == ["gender", "age_group", "mask"]
    assert [width(count) for count in (1, 2, 3)] == [2, 9, 11]


def said(female: float, worn: float = 0.8) -> NDArray[np.float32]:
    return np.array([female, 1 - female, *[1 / 7] * 7, 1 - worn, worn], np.float32)


@pytest.mark.parametrize(("worn", "trust"), [(0.1, TRUST), (0.8, TRUST_MASKED)])
def test_teachers_soften_a_label_they_share(worn: float, trust: float) -> None:
    learnt = combined(target(0, None, True), said(0.9, worn))
    assert learnt[:2] == pytest.approx([1 - 0.1 * trust, 0.1 * trust])
    assert learnt[-2:].tolist() == [0, 1]


def test_teachers_count_more_where_they_saw_the_whole_face() -> None:
    assert TRUST > TRUST_MASKED > 0


def test_a_disputed_label_counts_less() -> None:
    learnt = combined(target(0, None, True), said(0.02))
    assert learnt[:2].sum() == pytest.approx(DOUBTED)
    assert learnt[0] == pytest.approx(DOUBTED * (1 - 0.98 * TRUST_MASKED))


def test_without_labels_the_teachers_are_believed() -> None:
    assert combined(target(None, None, None), said(0.7)) == pytest.approx(said(0.7))


def test_opinions_survive_being_kept(tmp_path: Path) -> None:
    kept = Opinions({"a#0": said(0.4), "a#1": said(0.6)})
    kept.save(tmp_path / "opinions.npz")
    loaded = Opinions.load(tmp_path / "opinions.npz")
    assert loaded.by_face.keys() == kept.by_face.keys()
    assert loaded.by_face["a#1"] == pytest.approx(said(0.6))


def test_faces_are_counted_within_their_picture(tmp_path: Path) -> None:
    paths = [tmp_path / "scenes" / f"{name}.jpg" for name in "ab"]
    names = [name.rsplit("/", 1)[-1] for name in face_names(paths, np.array([0, 0, 1]))]
    assert names == ["a.jpg#0", "a.jpg#1", "b.jpg#0"]
