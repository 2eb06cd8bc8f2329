"""Answers: whatever a kept answer said was accepted is there, which no table could tell by itself."""

from itertools import islice

from sqlalchemy import Connection, text

from core.audit.types import EXAMPLES, Finding, Kind

LOST = Kind(
    "accepted_image_lost",
    "Answers told their askers of accepted images or videos that are not there.",
    "Restore the database from before, and tell the askers: their ids are examples.",
)
_KEYS = (("accepted", "image_id", "images"), ("videos", "video_id", "videos"))
_EACH = {
    "sqlite": "json_each(a.body, '$.{array}') AS e",
    "postgresql": "jsonb_array_elements(COALESCE(a.body::jsonb -> '{array}', '[]')) AS e(value)",
}
_ID = {
    "sqlite": "json_extract(e.value, '$.{key}')",
    "postgresql": "(e.value ->> '{key}')::uuid",
}


def lost_answers(connection: Connection) -> Finding | None:
    """Ids that answers to uploads with an `Idempotency-Key` promised, kept for a day, and that are gone.

    What people deleted is not lost: a job knows how many of its images that were.
    """
    lost = " UNION ALL ".join(_lost(connection.dialect.name, *key) for key in _KEYS)
    counted = connection.execute(
        text(
            "SELECT j.id, c.lost - j.removed AS beyond FROM jobs AS j JOIN "  # noqa: S608 - our own words
            f"(SELECT job_id, count(*) AS lost FROM ({lost}) AS l GROUP BY job_id) AS c ON c.job_id = j.id "
            "WHERE c.lost > j.removed"
        )
    ).all()
    if not counted:
        return None
    jobs = {str(row.id) for row in counted}
    found = connection.execute(text(f"{lost} ORDER BY id"))
    some = islice((str(row.id) for row in found if str(row.job_id) in jobs), EXAMPLES)
    return Finding(LOST, sum(row.beyond for row in counted), list(some))


def _lost(dialect: str, array: str, key: str, table: str) -> str:
    each, named = _EACH[dialect].format(array=array), _ID[dialect].format(key=key)
    return (
        f"SELECT {named} AS id, a.job_id FROM idempotent_answers AS a, {each} "  # noqa: S608 - our own words
        # Answers about reviews are kept as well; they promise no image.
        f"WHERE {named} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.id = {named})"
    )
