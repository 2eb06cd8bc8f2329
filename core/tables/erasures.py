"""Bytes that nobody may read any more, until they are overwritten."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import Base, Id


class Erasure(Base):
    """A deleted image's bytes in a pack that has others: named in the deletion, gone when it is carried out.

    Without it a deletion that is cut short would leave bytes that no row leads to.
    """

    __tablename__ = "erasures"

    id: Mapped[Id]
    blob: Mapped[str] = mapped_column(String(120))
    blob_offset: Mapped[int] = mapped_column(BigInteger)
    blob_length: Mapped[int] = mapped_column(BigInteger)
