"""The tables. Alembic migrations alone create and change them in a database."""

from core.tables.accounts import Account, EndedSession, SignInLink, Token
from core.tables.base import Base
from core.tables.counts import FaceCount
from core.tables.erasures import Erasure
from core.tables.jobs import IdempotentAnswer, Image, Job
from core.tables.journal import JournalEntry
from core.tables.results import Result
from core.tables.reviews import Glance, JobReviewer, Review
from core.tables.videos import Track, Video
from core.tables.workers import Worker

__all__ = [
    "Account",
    "Base",
    "EndedSession",
    "Erasure",
    "FaceCount",
    "Glance",
    "IdempotentAnswer",
    "Image",
    "Job",
    "JobReviewer",
    "JournalEntry",
    "Result",
    "Review",
    "SignInLink",
    "Token",
    "Track",
    "Video",
    "Worker",
]
