"""What `labels.csv` knows beyond the folders: sources, second opinions, near-duplicates."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from training.folders import Sample

Row = dict[str, str]


def read_rows(root: Path) -> dict[str, Row]:
    """Rows of `root/labels.csv` by file, relative to `root`; empty where no such table has those."""
    table = root / "labels.csv"
    if not table.is_file():
        return {}
    with table.open(newline="", encoding="utf-8-sig", errors="replace") as lines:
        return {row["file"]: row for row in csv.DictReader(lines) if row.get("file")}


def with_clusters(samples: Iterable[Sample], root: Path, rows: dict[str, Row]) -> list[Sample]:
    """The samples with the cluster that the table names, so that intervals do not count duplicates twice."""
    return [
        replace(sample, cluster=row_of(sample, root, rows).get("dup_cluster") or sample.cluster)
        for sample in samples
    ]


def without_disputed(samples: Iterable[Sample], root: Path, rows: dict[str, Row]) -> list[Sample]:
    """Leaves out pictures where a second, blind look at the label disagreed or could not tell."""
    return [sample for sample in samples if _undisputed(row_of(sample, root, rows))]


def without_measured(samples: Iterable[Sample], root: Path, rows: dict[str, Row]) -> list[Sample]:
    """Leaves out pictures that have a near-duplicate outside Training: nothing may be learnt by heart."""
    measured = {row["dup_cluster"] for row in rows.values() if row.get("split") != "Training"} - {""}
    return [sample for sample in samples if row_of(sample, root, rows).get("dup_cluster") not in measured]


def row_of(sample: Sample, root: Path, rows: dict[str, Row]) -> Row:
    """What the table says of a sample; empty where it says nothing."""
    return rows.get(sample.path.relative_to(root).as_posix(), {})


def _undisputed(row: Row) -> bool:
    return row.get("second_label", "") in ("", row.get("gender", ""))
