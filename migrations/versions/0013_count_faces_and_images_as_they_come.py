"""Count a job's images and faces as they come and go, so that no page and no poll counts rows."""
# ruff: noqa: S608 - all of it is of our own words

from functools import partial
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from migrations.online import index_concurrently, insist, moment, online, patiently

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
AMONG_FIRST = "label IS NOT NULL AND substr(CAST(id AS VARCHAR(36)), 20, 2) < '81'"
AT_ONCE = 1000  # rows
STATES = {
    "pending": "'waiting', 'working'", "classified": "'classified'", "no_face": "'no_face'",
    "failed": "'failed'", "stopped": "'cancelled'",
}  # fmt: skip
TRIGGERS = (
    *(("images", f"count_images_{way}") for way in ("added", "moved", "passed", "gone")),
    *(("results", f"count_faces_{way}") for way in ("added", "changed", "gone")),
)
KEY = (
    "job_id", "place", "label", "quality_flags", "said", "status", "least", "day", "model_version",
)  # fmt: skip
COUNTED = (
    "job_id, label, confidence, quality_flags, reviewed_label, status, least, classified_at, model_version"
)
DAY = {
    "sqlite": "substr({row}classified_at, 1, 10)",
    "postgresql": "to_char({row}classified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}
WHOLE = "CAST({c} * {parts} AS INTEGER)"
# The part that a confidence is in, exactly: a product rounds, and Postgres rounds again.
PART = (
    f"{WHOLE} + CASE WHEN {{c}} >= ({WHOLE} + 1) / {{parts}}.0 THEN 1 "
    f"WHEN {{c}} < {WHOLE} / {{parts}}.0 THEN -1 ELSE 0 END"
)


def upgrade() -> None:
    """Apply."""
    if _dialect() == "sqlite":
        _at_once()
    else:
        with online() as connection:
            _beside_who_writes(connection)


def _at_once() -> None:
    for name in STATES:
        op.add_column("jobs", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("results", sa.Column("least", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(_mark_least("SELECT image_id FROM results WHERE ordinal > 0"))
    _face_counts().create(op.get_bind())
    op.drop_index("ix_results_unsettled", "results")
    for name, on in _indexes().items():
        op.execute(f"CREATE INDEX {name} ON {on}")
    counts = ", ".join(
        f"{name} = (SELECT count(*) FROM images WHERE job_id = jobs.id AND state IN ({states}))"
        for name, states in STATES.items()
    )
    op.execute(f"UPDATE jobs SET {counts}")
    op.execute(sa.text(_add_cells(f"SELECT {COUNTED} FROM results")))
    for statement in _sqlite_triggers():
        op.execute(sa.text(statement))


def _beside_who_writes(connection: sa.Connection) -> None:
    """Begun again where it was cut short: what was counted then is counted anew."""
    columns = ", ".join(f"ADD COLUMN IF NOT EXISTS {name} INTEGER NOT NULL DEFAULT 0" for name in STATES)
    patiently(connection, [f"ALTER TABLE jobs {columns}"])
    least = "ADD COLUMN IF NOT EXISTS least BOOLEAN NOT NULL DEFAULT true"
    patiently(connection, [f"ALTER TABLE results {least}"])
    counts = CreateTable(_face_counts(), if_not_exists=True).compile(connection)
    patiently(connection, [str(counts)])
    for name, on in _indexes().items():
        index_concurrently(connection, name, on)
    connection.exec_driver_sql("DROP INDEX CONCURRENTLY IF EXISTS ix_results_unsettled")
    _mark_least_in_pieces(connection)
    patiently(connection, [f"DROP TRIGGER IF EXISTS {name} ON {table}" for table, name in TRIGGERS])
    connection.exec_driver_sql("DELETE FROM face_counts")
    zero, some = (
        sep.join(f"{name} {is_} 0" for name in STATES) for sep, is_ in ((", ", "="), (" OR ", "<>"))
    )
    connection.exec_driver_sql(f"UPDATE jobs SET {zero} WHERE {some}")
    # A cell may be less than 0 until what was there before is counted too.
    triggers = _postgres_triggers(_add_cell("OLD.", -1))
    with moment(connection, ["images", "results"], triggers) as (then, now):
        _count_what_was_there(then, now)
    for name, does in _faces_that_change(_take_cell()).items():
        connection.execute(sa.text(_function(name, does)))


def _count_what_was_there(then: sa.Connection, now: sa.Connection) -> None:
    columns = (*KEY, "faces", "sureness")
    values = ", ".join("CAST(:job_id AS UUID)" if name == "job_id" else f":{name}" for name in columns)
    there = "WHERE EXISTS (SELECT FROM jobs WHERE id = CAST(:job_id AS UUID) FOR KEY SHARE)"
    add = sa.text(f"INSERT INTO face_counts ({', '.join(columns)}) SELECT {values} {there} {_UPSERT}")
    places = ", ".join(str(place + 1) for place in range(len(KEY)))
    cells = sa.text(
        f"SELECT {', '.join(_values('r.'))}, count(*), CAST(sum({_sureness('r.')}) AS BIGINT) "
        f"FROM results AS r GROUP BY {places} ORDER BY {places}"
    )
    with then.execution_options(yield_per=AT_ONCE).execute(cells) as found:
        for some in found.partitions():
            rows = [dict(zip(columns, row, strict=True)) for row in some]
            insist(partial(_in_one, now, add, rows))
    sums = ", ".join(
        f"count(*) FILTER (WHERE state IN ({states})) AS {name}" for name, states in STATES.items()
    )
    more = sa.text(
        f"UPDATE jobs SET {', '.join(f'{name} = {name} + :{name}' for name in STATES)} WHERE id = :job_id"
    )
    with then.execute(sa.text(f"SELECT job_id, {sums} FROM images GROUP BY job_id")) as found:
        for row in found:
            insist(partial(_in_one, now, more, [row._asdict()]))


def _in_one(now: sa.Connection, statement: sa.TextClause, rows: list[dict[str, object]]) -> None:
    with now.begin():
        now.execute(statement, rows)


def downgrade() -> None:
    """Take back."""
    for table, name in TRIGGERS:
        if _dialect() == "sqlite":
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")
    op.drop_index("ix_reviews_job_reviewer", "reviews")
    op.drop_index("ix_results_beside", "results")
    op.drop_index("ix_results_first", "results")
    op.drop_index("ix_results_opinions", "results")
    op.execute(
        "CREATE INDEX ix_results_unsettled ON results (job_id) WHERE reviewed_at IS NULL AND opinions > 1"
    )
    op.drop_table("face_counts")
    op.drop_column("results", "least")
    for name in STATES:
        op.drop_column("jobs", name)


def _dialect() -> str:
    return op.get_bind().dialect.name


def _indexes() -> dict[str, str]:
    beside = "least = 0" if _dialect() == "sqlite" else "NOT least"
    return {
        "ix_results_opinions": "results (job_id, reviewed_at, opinions, id) WHERE opinions > 1",
        "ix_results_first": f"results (job_id, reviewed_at, id, track_id, label) WHERE {AMONG_FIRST}",
        "ix_results_beside": f"results (job_id, image_id) WHERE {beside}",
        "ix_reviews_job_reviewer": "reviews (job_id, reviewer, label)",
    }


def _face_counts() -> sa.Table:
    known = sa.MetaData()
    sa.Table("jobs", known, sa.Column("id", ID, primary_key=True))
    return sa.Table(
        "face_counts",
        known,
        sa.Column("job_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("label", sa.String(6), nullable=False),
        sa.Column("quality_flags", sa.String(80), nullable=False),
        sa.Column("said", sa.String(10), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("least", sa.Boolean(), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("model_version", sa.String(80), nullable=False),
        sa.Column("faces", sa.Integer(), nullable=False),
        sa.Column("sureness", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_face_counts_job_id_jobs", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*KEY, name="pk_face_counts"),
        sqlite_with_rowid=False,
    )


def _mark_least(images: str) -> str:
    """Of each of these images leave one face, the first of those of which the model is least sure."""
    return (
        "UPDATE results SET least = (ordinal = (SELECT o.ordinal FROM results AS o "
        "WHERE o.image_id = results.image_id ORDER BY o.confidence, o.ordinal LIMIT 1)) "
        f"WHERE image_id IN ({images})"
    )


def _mark_least_in_pieces(connection: sa.Connection) -> None:
    """Some images at a time: their rows are held while they are marked."""
    some = "SELECT DISTINCT image_id FROM results WHERE ordinal > 0 AND image_id > CAST(:last AS UUID)"
    end = sa.text(f"SELECT max(CAST(image_id AS TEXT)) FROM ({some} ORDER BY image_id LIMIT {AT_ONCE}) AS s")
    mark = sa.text(_mark_least(f"{some} AND image_id <= CAST(:upto AS UUID)"))
    last = str(UUID(int=0))
    while upto := connection.execute(end, {"last": last}).scalar():
        connection.execute(mark, {"last": last, "upto": upto})
        last = upto


def _place(row: str) -> str:
    """Where a confidence lies, in thousandths: by hundredths, from 0.99 on by thousandths; -1 for none."""
    c = f"{row}confidence"
    return (
        f"CASE WHEN {c} IS NULL THEN -1 WHEN {c} < 0.99 THEN 10 * ({PART.format(c=c, parts=100)}) "
        f"WHEN {c} < 1 THEN {PART.format(c=c, parts=1000)} ELSE 1000 END"
    )


def _values(row: str) -> list[str]:
    """The key of the cell that a result is counted in, in the order of `KEY`."""
    return [
        f"{row}job_id", _place(row), f"coalesce({row}label, '')", f"{row}quality_flags",
        f"coalesce({row}reviewed_label, '')", f"{row}status", f"{row}least",
        DAY[_dialect()].format(row=row), f"coalesce({row}model_version, '')",
    ]  # fmt: skip


def _sureness(row: str) -> str:
    c = f"{row}confidence"
    return f"CASE WHEN {c} BETWEEN 0 AND 1 THEN CAST(round({c} * 1000000000) AS BIGINT) ELSE 0 END"


def _add_cells(rows: str) -> str:
    """Count these rows all at once; in one order, so that nobody waits in a circle."""
    places = ", ".join(str(place + 1) for place in range(len(KEY)))
    return (
        f"INSERT INTO face_counts ({', '.join(KEY)}, faces, sureness) "
        f"SELECT {', '.join(_values('r.'))}, count(*), sum({_sureness('r.')}) FROM ({rows}) AS r "
        f"WHERE true GROUP BY {places} ORDER BY {places} {_UPSERT}"
    )


_UPSERT = (
    f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET faces = face_counts.faces + excluded.faces, "
    "sureness = face_counts.sureness + excluded.sureness"
)


def _add_cell(row: str = "NEW.", faces: int = 1) -> str:
    values = ", ".join([*_values(row), str(faces), f"{faces} * ({_sureness(row)})"])
    return f"INSERT INTO face_counts ({', '.join(KEY)}, faces, sureness) VALUES ({values}) {_UPSERT}"


def _take_cell() -> str:
    """Of a job that goes there may be none any more."""
    same = " AND ".join(f"{name} = {value}" for name, value in zip(KEY, _values("OLD."), strict=True))
    return f"UPDATE face_counts SET faces = faces - 1, sureness = sureness - {_sureness('OLD.')} WHERE {same}"


def _sqlite_triggers() -> list[str]:
    """A row at a time, which costs SQLite least."""
    add, take, move = _move("NEW", "+NEW"), _move("OLD", "-OLD"), _move("NEW", "-OLD", "+NEW")
    claimed = " AND ".join(f"{row}.state IN ({STATES['pending']})" for row in ("NEW", "OLD"))
    return [
        f"CREATE TRIGGER count_images_added AFTER INSERT ON images BEGIN {add}; END",
        "CREATE TRIGGER count_images_moved AFTER UPDATE OF state ON images "
        f"WHEN NOT ({claimed}) AND OLD.job_id = NEW.job_id BEGIN {move}; END",
        "CREATE TRIGGER count_images_passed AFTER UPDATE OF job_id ON images "
        f"WHEN OLD.job_id <> NEW.job_id BEGIN {take}; {add}; END",
        f"CREATE TRIGGER count_images_gone AFTER DELETE ON images BEGIN {take}; END",
        f"CREATE TRIGGER count_faces_added AFTER INSERT ON results BEGIN {_add_cell()}; END",
        f"CREATE TRIGGER count_faces_changed AFTER UPDATE OF {COUNTED} ON results "
        f"BEGIN {_take_cell()}; {_add_cell()}; END",
        f"CREATE TRIGGER count_faces_gone AFTER DELETE ON results BEGIN {_take_cell()}; END",
    ]


def _move(of: str, *images: str) -> str:
    """Count images in the job `of` an image; `+NEW` is one more and `-OLD` one less."""
    changes = ", ".join(
        f"{name} = {name} " + " ".join(f"{one[0]} ({one[1:]}.state IN ({states}))" for one in images)
        for name, states in STATES.items()
    )
    return f"UPDATE jobs SET {changes} WHERE id = {of}.job_id"


def _postgres_triggers(take: str) -> list[str]:
    """A statement at a time where many rows come at once; rows that change, and cascades, one by one."""
    added, gone = "SELECT job_id, state, 1 AS n FROM added", "SELECT job_id, state, -1 AS n FROM gone"
    new, old = "NEW TABLE AS added", "OLD TABLE AS gone"
    many = {
        "count_images_added": ("INSERT", "images", new, _move_all(added)),
        "count_images_moved": ("UPDATE", "images", f"{old} {new}", _move_all(f"{added} UNION ALL {gone}")),
        "count_images_gone": ("DELETE", "images", old, _move_all(gone)),
        "count_faces_added": ("INSERT", "results", new, _add_cells(f"SELECT {COUNTED} FROM added")),
    }
    one = {"count_faces_changed": f"UPDATE OF {COUNTED}", "count_faces_gone": "DELETE"}
    each = _faces_that_change(take)
    return [
        *(_function(name, does) for name, (*_, does) in many.items()),
        *(_function(name, does) for name, does in each.items()),
        *(_trigger(name, when, table, f"REFERENCING {sees} FOR EACH STATEMENT")
          for name, (when, table, sees, _) in many.items()),
        *(_trigger(name, when, "results", "FOR EACH ROW") for name, when in one.items()),
    ]  # fmt: skip


def _faces_that_change(take: str) -> dict[str, str]:
    """What is done where a face is no more as it was counted."""
    there = "EXISTS (SELECT FROM jobs WHERE id = OLD.job_id)"  # or the cells are going with it
    return {
        "count_faces_changed": f"{take}; {_add_cell()}",
        "count_faces_gone": f"IF {there} THEN {take}; END IF",
    }


def _move_all(rows: str) -> str:
    sums = ", ".join(
        f"sum(CASE WHEN state IN ({states}) THEN n ELSE 0 END) AS {name}" for name, states in STATES.items()
    )
    changes = ", ".join(f"{name} = jobs.{name} + c.{name}" for name in STATES)
    some = " OR ".join(f"c.{name} <> 0" for name in STATES)  # a claim moves nothing
    counted = f"SELECT job_id, {sums} FROM ({rows}) AS r GROUP BY job_id"
    return f"UPDATE jobs SET {changes} FROM ({counted}) AS c WHERE jobs.id = c.job_id AND ({some})"


def _function(name: str, does: str) -> str:
    body = f"BEGIN {does}; RETURN NULL; END"
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"


def _trigger(name: str, when: str, table: str, each: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {when} ON {table} {each} EXECUTE FUNCTION {name}()"
