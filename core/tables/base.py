"""What all tables share: column types by Python type, and names for constraints."""

from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import MetaData, String
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import DeclarativeBase, mapped_column

from core.clock import UtcDateTime
from core.ids import new_id

# SQLAlchemy's own Uuid takes SQLite's values apart and together again, which costs a worker 4 % of its time.
UUID_TEXT = String(36).with_variant(UUID(as_uuid=False), "postgresql")
Id = Annotated[str, mapped_column(UUID_TEXT, primary_key=True, default=new_id)]

# Of a table or column that the database derives by triggers from other rows: it is copied with none.
DERIVED = {"derived": True}

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {datetime: UtcDateTime()}
