"""Who may use Browline: accounts, API tokens and one-time sign-in links (secrets are stored hashed)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import Base, Id


class Account(Base):
    """A person or program that owns jobs."""

    __tablename__ = "accounts"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200), unique=True)
    role: Mapped[str] = mapped_column(String(8), server_default="uploader")
    password_hash: Mapped[str | None] = mapped_column(String(200))  # Argon2id; without one only links sign in
    sessions: Mapped[int] = mapped_column(default=0, server_default="0")  # one more ends those that are open
    created_at: Mapped[datetime]


class Token(Base):
    """An API token; `hash` is the SHA-256 of the secret, which is shown once and never kept."""

    __tablename__ = "tokens"

    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]  # to the minute: noting each use would be a write a request


class SignInLink(Base):
    """A link that signs in once, and only soon after it was made."""

    __tablename__ = "sign_in_links"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class EndedSession(Base):
    """A session that somebody has signed out of; its cookie, wherever it was copied to, signs nobody in."""

    __tablename__ = "ended_sessions"

    id: Mapped[Id]
    ended_at: Mapped[datetime] = mapped_column(index=True)
