"""Answers: whatever a kept answer said was accepted is there, which no table could tell by itself."""

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
    """Ids that answers to uploads with an `Idempotency-Key` promised, kept for a day, and that are gone."""
    dialect = connection.dialect.name
    parts = []
    for array, key, table in _KEYS:
        each, named = _EACH[dialect].format(array=array), _ID[dialect].format(key=key)
        parts.append(
            f"SELECT {named} AS id FROM idempotent_answers AS a, {each} "  # noqa: S608 - our own words
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.id = {named})"
        )
    lost = " UNION ALL ".join(parts)
    count = connection.execute(text(f"SELECT count(*) FROM ({lost}) AS lost")).scalar_one()  # noqa: S608
    if not count:
        return None
    some = connection.execute(text(f"{lost} ORDER BY id LIMIT {EXAMPLES}"))
    return Finding(LOST, count, [str(row.id) for row in some])
