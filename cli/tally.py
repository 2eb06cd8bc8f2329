"""What `browline classify` has to say in the end: how many rows say what, and which files are missing why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cli.so_many import so_many
from core.results.row import ResultRow
from imaging.refusals import CODES

TOLD = 10  # files of a kind that the terminal names


@dataclass(slots=True)
class Tally:
    """How many rows say what; files that did not come in or failed, each with its reason and the remedy."""

    decisions: Counter[str] = field(default_factory=Counter)  # of the faces
    flags: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)  # as the web refuses them, before it takes them
    failed: list[str] = field(default_factory=list)
    faceless: int = 0
    images: int = 0

    def add(self, rows: Sequence[ResultRow]) -> None:
        """Count the rows of one image or frame."""
        self.images += 1
        self.decisions.update(row.decision for row in rows if row.decision)
        self.faceless += sum(row.status == "no_face" for row in rows)
        self.flags.update(flag for row in rows for flag in row.quality_flags.split())
        for row in rows:
            if row.status == "failed":
                told = self.refused if row.error_code in CODES else self.failed
                told.append(f"{row.filename}: {row.error_detail}")

    def words(self) -> str:
        """All of it in one line."""
        images = self.images - len(self.refused)
        faces = f"{so_many(images, 'image')}, {so_many(self.decisions.total(), 'face')}"
        decided = ", ".join(f"{count:,} {word}" for word, count in self.decisions.most_common())
        without = (
            (self.faceless, "without a face"),
            (len(self.failed), "failed"),
            (len(self.refused), "refused"),
        )
        missing = ", ".join(f"{count:,} {word}" for count, word in without if count)
        flagged = ", ".join(f"{count:,} {word}" for word, count in self.flags.most_common())
        said = "; ".join(part for part in (decided, missing, flagged and f"faces {flagged}") if part)
        return f"{faces}: {said}"

    def troubles(self) -> Iterator[str]:
        """The files that were refused and those that failed, in the words of the pages; of many the first."""
        yield from _listed(self.refused, "file was refused", "files were refused")
        yield from _listed(self.failed, "image failed", "images failed")


def _listed(lines: Sequence[str], one: str, many: str) -> Iterator[str]:
    if not lines:
        return
    yield f"{len(lines):,} {one if len(lines) == 1 else many}"
    yield from (f"  {line}" for line in lines[:TOLD])
    if len(lines) > TOLD:
        yield f"  and {len(lines) - TOLD:,} more."
