"""docs/observability.md lists the numbers that there are, and the runbook only commands that there are."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.parser import text_string_to_metric_families

from cli.main import COMMANDS
from core.database import Database
from core.presence import WorkerReport, report
from tests.support.factories import create_job
from web.context import EXTENSION
from web.observing.metrics import WebMetrics
from worker.metrics import SweepMetrics, WorkMetrics

DOCS = Path(__file__).parents[3] / "docs"
ROW = re.compile(r"^\| `(browline_\w+)` \| (\w+) \|([^|]*)\| \S", re.MULTILINE)
Documented = dict[str, tuple[str, tuple[str, ...]]]  # kind and labels by name


def documented() -> Documented:
    text = (DOCS / "observability.md").read_text()
    table = text[text.index("<!-- metrics -->") : text.index("<!-- /metrics -->")]
    return {
        name: (kind, tuple(sorted(re.findall(r"`(\w+)`", labels))))
        for name, kind, labels in ROW.findall(table)
    }


def counted() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What the parts count, by the client's own record of what was registered."""
    for made in (WebMetrics(), WorkMetrics(), SweepMetrics()):
        registry: CollectorRegistry = made.registry
        for metric in registry._collector_to_names:
            name = f"{metric._name}_total" if metric._type == "counter" else metric._name  # type: ignore[attr-defined]
            yield name, metric._type, tuple(sorted(metric._labelnames))  # type: ignore[attr-defined]


def read(app: Flask) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    text = app.extensions[EXTENSION].queue_numbers.exposition().decode()
    families: list[Metric] = list(text_string_to_metric_families(text))
    for family in families:
        yield family.name, family.type, tuple(sorted(family.samples[0].labels))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_number_is_listed_and_every_listed_one_is_there(app: Flask, database: Database) -> None:
    create_job(database, 1)
    with database.write() as connection:
        report(connection, WorkerReport("host:1", True, "litert", "seed-1", "", "finder-1"))
    there = {name: (kind, labels) for name, kind, labels in (*counted(), *read(app))}
    assert documented() == there
    assert list(documented()) == sorted(documented())


def test_the_runbook_names_only_what_there_is() -> None:
    text = (DOCS / "runbook.md").read_text()
    commands = set(re.findall(r"browline (\w+)", text))
    assert commands >= {"status", "audit", "migrate", "sweeper"}
    assert commands <= set(COMMANDS)
    exported = set(documented())
    assert set(re.findall(r"`(browline_\w+)", text)) <= exported
