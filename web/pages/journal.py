"""The journal, for an admin: who did what to what, by account, deed and object."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from core.journal import ACTIONS, MEANINGS, Wanted, entries
from web.api.listing import page_of, seen_last
from web.context import context
from web.pages.meanings import ACTION_NAMES
from web.rules import needs

journal = Blueprint("journal_page", __name__)

PAGE = 100
FILTERS = ("account", "action", "object")


@journal.get("/journal")
@needs("admin")
def show() -> str:
    """A page of entries, the newest first."""
    asked = {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}
    wanted = Wanted(asked.get("account"), asked.get("action"), asked.get("object"))
    before = seen_last()
    with context().database.read() as connection:
        found = entries(connection, wanted, PAGE + 1, before)
    page = page_of(found, PAGE)
    older = f"?{urlencode(asked | {'cursor': page.next_cursor})}" if page.next_cursor else ""
    return render_template(
        "journal.html",
        entries=page.items,
        asked=asked,
        actions=ACTIONS,
        meanings=MEANINGS,
        action_names=ACTION_NAMES,
        older=older,
        first_page=before is None,
        days=context().settings.journal_days,
        addresses=context().settings.journal_addresses,
    )
