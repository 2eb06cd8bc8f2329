"""`browline journal`: who did what to what."""

import json
from dataclasses import asdict

import click

from cli.given_numbers import WholeNumber
from cli.home import known_database, known_settings
from core.journal import ACTIONS, Entry, Wanted, entries


@click.command(short_help="Print who uploaded, saw, exported, deleted, signed in.")
@click.option("--account", metavar="NAME", help="Only what this account did.")
@click.option("--action", type=click.Choice(ACTIONS), help="Only this.")
@click.option("--object", "object_id", metavar="ID", help="Only what was done to this job or account.")
@click.option("--limit", type=WholeNumber(1, 1_000_000), default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write a JSON object a line.")
def journal(
    account: str | None, action: str | None, object_id: str | None, limit: int, as_json: bool
) -> None:
    """Print the journal, the newest first: time, account, deed, job or account, with tabs between.

    What is done all the time (upload, watch, see) is noted once an hour. It names no files.
    """
    with known_database(known_settings()) as database, database.read() as connection:
        for entry in entries(connection, Wanted(account, action, object_id), limit):
            click.echo(_json(entry) if as_json else _line(entry))


def _line(entry: Entry) -> str:
    who = entry.account or ("(gone)" if entry.account_id else "(terminal)")
    parts = [f"{entry.at:%Y-%m-%d %H:%M:%S} UTC", who, entry.action, entry.object_id]
    return "\t".join([*parts, *filter(None, [entry.address])])


def _json(entry: Entry) -> str:
    return json.dumps(asdict(entry) | {"at": entry.at.isoformat()})
