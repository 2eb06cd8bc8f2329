"""What the page of trust says of how far the people who reviewed a job agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from core.reviews.agreement import Agreement, Couple, agreement
from core.reviews.kappa import Kappa
from core.reviews.queue import Question, count_open
from core.reviews.types import REVIEW_LABELS
from web.words import gettext

# Landis and Koch, The measurement of observer agreement for categorical data, Biometrics 1977.
LEVELS = ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight"))


@dataclass(frozen=True, slots=True)
class AgreementView:
    """The numbers, and in a word what kappa means."""

    found: Agreement
    level: str
    to_decide: int  # of the disputed faces, those that the reader may decide

    @property
    def labels(self) -> Sequence[str]:
        """The columns of a table of what two people said."""
        return REVIEW_LABELS

    def cells(self, couple: Couple) -> Sequence[tuple[str, Sequence[int]]]:
        """What the first of two people said, and for each how often the second said what."""
        return [
            (label, [couple.pairs.get((label, other), 0) for other in REVIEW_LABELS])
            for label in REVIEW_LABELS
        ]


def agreement_view(connection: Connection, account_id: str, job_id: str) -> AgreementView | None:
    """Read it; None before a face has two opinions."""
    found = agreement(connection, job_id)
    if found is None:
        return None
    disputed = Question(job_id, which="disputed")
    to_decide = count_open(connection, account_id, disputed) if found.disputed else 0
    return AgreementView(found, _level(found.kappa), to_decide)


def _level(kappa: Kappa) -> str:
    words = {
        "almost perfect": gettext("almost perfect agreement"),
        "substantial": gettext("substantial agreement"),
        "moderate": gettext("moderate agreement"),
        "fair": gettext("fair agreement"),
        "slight": gettext("slight agreement"),
    }
    if kappa.value is None:
        return gettext("all opinions are one label, so chance cannot be told from agreement")
    word = next((word for least, word in LEVELS if kappa.value > least), None)
    return words[word] if word else gettext("no more agreement than by chance")
