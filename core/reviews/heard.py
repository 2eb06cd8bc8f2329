"""What people said of faces, without their names: shown to who decides a dispute."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from core.reviews.standing import opinions
from core.tables import Review


def heard(connection: Connection, face_ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The opinions of each face that has some, the first voice first."""
    words = opinions(Review.face_id.in_(face_ids)).subquery()
    query = select(words.c.face_id, words.c.label).where(~words.c.decides)
    said: dict[str, list[str]] = {}
    for row in connection.execute(query.order_by(words.c.face_id, words.c.voice)):
        said.setdefault(row.face_id, []).append(row.label)
    return said
