"""What the page of versions side by side shows: cards, who serves, and what people said of them here."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from core.errors import Invalid
from core.labels import LABELS
from core.results.tally import Told, of_account, told
from core.reviews.interval import Share, share
from core.reviews.overall import by_version
from core.reviews.sample import count_faces, settled_sample, with_reviews
from web.api.model import engines
from web.artefacts import Artefact, artefact, in_use
from web.auth import current_account
from web.context import context
from web.pages.compare import MOST, served_bytes, side_by_side


@dataclass(frozen=True, slots=True)
class Column:
    """A version; `workers` serve it now, `faces` are those of the reader's jobs that it classified.

    `sampled` is from the jobs' random samples, `reviewed` of whatever people settled.
    """

    artefact: Artefact
    default: bool
    workers: int
    bytes: int | None
    faces: int
    sampled: Share | None
    reviewed: Share | None


def asked_versions() -> Sequence[str]:
    """The versions to compare, from `compare=a,b` or `compare=a&compare=b`; none where it is absent.

    Raises `Invalid` for one alone, or for more than fit.
    """
    words = ",".join(request.args.getlist("compare")).split(",")
    names = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if "compare" in request.args and not 2 <= len(names) <= MOST:
        raise Invalid(f"Choose 2 to {MOST} versions to compare.", "invalid_compare")
    return names


def compared(names: Sequence[str]) -> dict[str, object]:
    """The page's values. Raises `NotFound` for a name that no version has."""
    found = [artefact(context().settings, name) for name in names]
    columns = _columns(found)
    return {"columns": columns, "blocks": side_by_side([each.card or {} for each in found])}


def _columns(found: Sequence[Artefact]) -> list[Column]:
    account, serving = current_account(), [w.model_version for w in engines() if w.ready]
    with context().database.read() as connection:
        scope = of_account(connection, account)
        counted = told(connection, scope)
        asked = with_reviews(scope)
        sampled = by_version(settled_sample(connection, asked), count_faces(connection, asked))
    default = _default()
    return [
        Column(
            each,
            each.version == default,
            serving.count(each.version),
            served_bytes(each),
            sum(cell.faces for cell in counted if cell.model_version == each.version),
            sampled[each.version].accuracy if each.version in sampled else None,
            right_of([cell for cell in counted if cell.model_version == each.version]),
        )
        for each in found
    ]


def right_of(cells: Sequence[Told]) -> Share | None:
    """How often the model was right of all that people could tell, however they came to be asked."""
    known = [cell for cell in cells if cell.said in LABELS]
    return share(
        sum(cell.faces for cell in known if cell.label == cell.said), sum(cell.faces for cell in known)
    )


def _default() -> str | None:
    try:
        return in_use(context().settings)
    except OSError:
        return None
