"""People of rows that no database knows: which row is whose, and what doubts their label."""

from cli.people import People
from core.results.row import ResultRow
from tests.support.factories import create_row


def row(x: int, flags: str = "blurred") -> ResultRow:
    return create_row(
        width=400,
        face_x=x,
        face_y=50,
        face_w=60,
        face_h=60,
        label="female",
        p_female=0.95,
        quality_flags=flags,
    )


def test_rows_and_people_have_the_same_track_ids() -> None:
    people = People("clip.mp4", 1.0, 0.8)
    first = people.see(0.0, [row(20), row(300)], b"")
    second = people.see(1.0, [row(302), row(22)], b"")
    (empty,) = people.see(2.0, [create_row(status="no_face")], b"")
    left, right = (track.track_id for track in people.all())
    assert [seen.track_id for seen in first + second] == [left, right, right, left]
    assert (second[0].at_seconds, empty.track_id) == (1.0, None)
    assert left != right
    (other,) = People("clip.mp4", 1.0, 0.8).see(0.0, [row(20)], b"")
    assert other.track_id not in {left, right}


def test_a_doubted_flag_of_most_faces_makes_a_person_uncertain() -> None:
    people = People("clip.mp4", 1.0, 0.8, "blurred")
    people.see(0.0, [row(20)], b"")
    people.see(1.0, [row(20)], b"")
    (track,) = people.all()
    assert (track.label, track.quality_flags, track.decision) == ("female", "blurred", "uncertain")
