"""Deleting one's data on the page Account: asked twice, and of that account alone."""

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.jobs.actions import list_jobs
from core.journal import Wanted, entries
from tests.integration.web.steps import follow_link, send
from tests.support.factories import create_account, create_job

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = "/account/data/delete"


def jobs_of(database: Database, name: str) -> int:
    account = create_account(database, name)
    with database.read() as connection:
        return len(list_jobs(connection, account, 10))


@pytest.fixture
def person(nobody: FlaskClient, database: Database) -> FlaskClient:
    """Somebody signed in, with a job; another account has one too."""
    create_job(database, 2)
    create_job(database, 1, owner="stranger")
    return follow_link(nobody, database)


def test_the_page_says_what_goes_and_when_it_would_go_by_itself(person: FlaskClient) -> None:
    page = person.get("/account").text
    assert "Delete all my data" in page
    assert "after 30 days" in page


@pytest.mark.parametrize("typed", ["", "stranger", "yes"])
def test_without_the_name_nothing_goes(person: FlaskClient, database: Database, typed: str) -> None:
    assert send(person, FORM, confirm=typed).status_code == 303
    assert "nothing was deleted" in person.get("/account").text
    assert jobs_of(database, "owner") == 1


def test_with_the_name_all_jobs_go_and_nobody_elses(person: FlaskClient, database: Database) -> None:
    assert send(person, FORM, confirm=" Owner").status_code == 303
    assert "Everything is deleted: 1 job." in person.get("/account").text
    assert (jobs_of(database, "owner"), jobs_of(database, "stranger")) == (0, 1)
    with database.read() as connection:
        (entry,) = entries(connection, Wanted(action="forget"), 10)
    assert (entry.account, entry.object_id) == ("owner", create_account(database))


def test_no_other_site_can_ask_for_it(person: FlaskClient, database: Database) -> None:
    assert person.post(FORM, data={"confirm": "owner"}).status_code == 403
    assert jobs_of(database, "owner") == 1


def test_signing_in_and_changing_an_account_are_written_down(person: FlaskClient, database: Database) -> None:
    send(person, "/account/tokens", name="program")
    with database.read() as connection:
        found = [(entry.account, entry.action) for entry in entries(connection, Wanted(), 10)]
    assert found == [("owner", "account"), ("owner", "sign_in")]
