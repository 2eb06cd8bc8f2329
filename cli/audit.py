"""`browline audit`: whether every accepted image has ended once, and what contradicts that."""

import json
import sys
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import SQLAlchemyError

from cli.given_numbers import Number
from cli.home import unchanged_database
from cli.so_many import so_many
from cli.wiring import fail, settings_or_exit
from core.errors import first_line

if TYPE_CHECKING:
    from core.audit.types import Report

FOUND = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object to standard output.")
@click.option(
    "--grace",
    type=Number(min=0),
    default=7200.0,
    show_default=True,
    metavar="SECONDS",
    help="Packs without rows that are younger may belong to an upload that is on its way.",
)
def audit(as_json: bool, grace: float) -> None:
    """Say whether every accepted image has ended once, or waits, and its bytes are where they should be.

    Reads only, mends nothing, and may run while Browline runs. Exit status: 0 nothing is wrong; 1 something
    is; 2 it could not look, or wrong use.
    """
    from core.audit.audit import audit as look  # noqa: PLC0415 - only needed here
    from core.audit.types import Bounds  # noqa: PLC0415
    from core.blobs import open_store  # noqa: PLC0415

    settings = settings_or_exit(make_home=False)
    bounds = Bounds(
        settings.lease_seconds, settings.sweep_seconds, settings.retention_days, grace, settings.journal_days
    )
    database = unchanged_database(settings.sql_url)
    try:
        report = look(database, open_store(settings), bounds)
    except SQLAlchemyError as error:
        fail(f"the database cannot be read ({first_line(error)}).")
    except OSError as error:
        fail(f"the images' store cannot be read ({error.strerror}).")
    finally:
        database.close()
    if as_json:
        click.echo(json.dumps(_json(report), indent=2))
    else:
        _print(report)
    sys.exit(FOUND if report.findings else 0)


def _json(report: "Report") -> dict[str, object]:
    findings = [
        {
            "code": finding.kind.code,
            "count": finding.count,
            "examples": list(finding.examples),
            "means": finding.kind.means,
            "todo": finding.kind.todo,
        }
        for finding in report.findings
    ]
    looked = {"jobs": report.jobs, "images": report.accepted, "states": dict(report.states)}
    return looked | {"packs": report.packs, "findings": findings}


def _print(report: "Report") -> None:
    from rich.console import Console  # noqa: PLC0415 - it takes longer to import than a small audit
    from rich.table import Table  # noqa: PLC0415

    states = ", ".join(
        f"{count:,} {state.replace('_', ' ')}" for state, count in sorted(report.states.items())
    )
    click.echo(
        f"{so_many(report.accepted, 'image')} of {so_many(report.jobs, 'job')} ({states or 'none'}), "
        f"{so_many(report.packs, 'pack')} "
        "(files that hold the bytes of many images)."
    )
    if not report.findings:
        click.echo("Nothing is wrong: what was accepted has ended once, or is on its way.")
        return
    table = Table(show_lines=True)
    table.add_column("finding", no_wrap=True)
    table.add_column("how many", justify="right")
    table.add_column("what it means, and what to do")
    table.add_column("for example", overflow="fold")
    for finding in report.findings:
        words = f"{finding.kind.means}\n[dim]{finding.kind.todo}[/dim]"
        table.add_row(finding.kind.code, f"{finding.count:,}", words, "\n".join(finding.examples))
    Console().print(table)
