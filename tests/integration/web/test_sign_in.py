"""The door: by a link or by name and password, and closed for a while to who tries too often."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis.connection import ConnectionPool

from core.accounts.links import create_sign_in_link
from core.database import Database
from core.errors import TooMany
from core.settings import Settings
from tests.integration.web.steps import PASSWORD, follow_link, give_password, sign_in
from tests.support.factories import create_account
from tests.support.forms import API, problem
from web.counters import counters
from web.throttle import BY_ADDRESS, BY_NAME, BY_NAME_ANYWHERE, BY_WRONG_TOKEN, Throttle

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_name_and_its_password_sign_in(nobody: FlaskClient, database: Database) -> None:
    give_password(database)
    answer = sign_in(nobody, " Owner ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert nobody.get(f"{API}/jobs").status_code == 200
    assert nobody.get("/sign-in").headers["Location"] == "/"


def test_a_link_signs_in_once_and_is_left_by_who_is_in(app: Flask, database: Database) -> None:
    first = follow_link(app.test_client(), database)
    assert app.test_client().get("/sign-in?token=spent").status_code == 403
    assert first.get("/sign-in?token=spent").headers["Location"] == "/"


def test_looking_at_a_link_does_not_spend_it(app: Flask, database: Database) -> None:
    account = create_account(database)
    with database.write() as connection:
        secret = create_sign_in_link(connection, account)
    answer = app.test_client().head(f"/sign-in?token={secret}")
    assert (answer.status_code, "Location" in answer.headers) == (200, False)
    browser = app.test_client()
    assert browser.get(f"/sign-in?token={secret}").headers["Location"] == "/"
    assert browser.get(f"{API}/jobs").status_code == 200


def test_a_wrong_name_gets_the_same_answer_as_a_wrong_password(app: Flask, database: Database) -> None:
    give_password(database, "ada")
    create_account(database, "without")
    tries = [("ada", "wrong password"), ("nobody", PASSWORD), ("without", ""), ("a\0", PASSWORD), ("", "")]
    answers = []
    for name, password in tries:
        answer = sign_in(app.test_client(), name, password)
        page = re.sub(r'(content|value)="[^"]*"| autofocus', "", answer.text)
        answers.append((answer.status_code, re.sub(r"\s+", " ", page)))
    assert answers == [answers[0]] * len(tries)
    assert answers[0][0] == 403


def test_ten_wrong_tries_close_an_account_for_a_while(app: Flask, database: Database) -> None:
    give_password(database)
    for number in range(BY_NAME.amount):
        assert sign_in(app.test_client(), password=f"wrong {number}").status_code == 403
    answer = sign_in(app.test_client())
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= BY_NAME.get_expiry()
    follow_link(app.test_client(), database)  # nobody locks a person out
    give_password(database, "other")
    assert sign_in(app.test_client(), "other").status_code == 303


def tries(throttle: Throttle, name: str, address: str) -> int:
    """How many tries are left, all of which are made."""
    for number in range(1000):
        try:
            throttle.count(name, address)
        except TooMany:
            return number
    raise AssertionError("nothing stops it")


@pytest.fixture
def pool(settings: Settings, app: Flask) -> Iterator[ConnectionPool]:
    """Connections to the Redis of the app, as another process has them."""
    made = counters(settings.client_url)
    yield made
    made.disconnect()


@pytest.fixture
def throttle(pool: ConnectionPool) -> Throttle:
    """That of another process."""
    return Throttle(pool)


def test_all_processes_count_together(pool: ConnectionPool) -> None:
    one, other = Throttle(pool), Throttle(pool)
    for _ in range(BY_NAME.amount - 1):
        one.count("ada", "192.0.2.1")
    assert tries(other, "ADA ", "192.0.2.1") == 1


def test_who_knows_a_name_does_not_lock_it_out(throttle: Throttle) -> None:
    for _ in range(5):
        tries(throttle, "ada", "192.0.2.1")
    assert tries(throttle, "ada", "192.0.2.2") == BY_NAME.amount


def test_many_addresses_together_guess_only_so_often(throttle: Throttle) -> None:
    made = [tries(throttle, "ada", f"192.0.2.{number}") for number in range(12)]
    assert (sum(made), made[-1]) == (BY_NAME_ANYWHERE.amount, 0)
    throttle.forget("ada", "192.0.2.200")
    assert tries(throttle, "ada", "192.0.2.200") == BY_NAME.amount


def test_who_signs_in_begins_anew(throttle: Throttle, nobody: FlaskClient, database: Database) -> None:
    give_password(database)
    for _ in range(BY_NAME.amount - 1):
        throttle.count("owner", "127.0.0.1")
    assert sign_in(nobody).status_code == 303
    assert tries(throttle, "owner", "127.0.0.1") == BY_NAME.amount


@pytest.mark.parametrize(
    ("address", "same", "other"),
    [
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
        ("2001:db8::1", "2001:db8::ffff", "2001:db8:1::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1", "::ffff:192.0.2.2"),
    ],
)
def test_an_address_tries_many_names_only_so_often(
    throttle: Throttle, address: str, same: str, other: str
) -> None:
    for number in range(BY_ADDRESS.amount):
        throttle.count(f"name-{number}", address)
    assert tries(throttle, "ada", same) == 0
    assert tries(throttle, "ada", other) == BY_NAME.amount


def test_wrong_tokens_are_put_off_and_right_ones_are_not(
    throttle: Throttle, client: FlaskClient, nobody: FlaskClient
) -> None:
    wrong = {"Authorization": "Bearer nonsense"}
    for _ in range(BY_WRONG_TOKEN.amount - 1):
        throttle.count_wrong_token("127.0.0.1")
    assert nobody.get(f"{API}/jobs", headers=wrong).status_code == 401
    answer = nobody.get(f"{API}/jobs", headers=wrong)
    assert problem(answer, 429)["code"] == "too_many_tries"
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    elsewhere = {"REMOTE_ADDR": "192.0.2.2"}
    assert nobody.get(f"{API}/jobs", headers=wrong, environ_base=elsewhere).status_code == 401
    assert client.get(f"{API}/jobs").status_code == 200


def test_without_redis_people_get_in_and_nobody_guesses_for_ever(settings: Settings) -> None:
    throttle = Throttle(counters("redis://127.0.0.1:1/0"))  # nobody listens there
    assert tries(throttle, "ada", "192.0.2.1") == BY_NAME.amount
    throttle.forget("ada", "192.0.2.1")
    throttle.count("ada", "192.0.2.1")
    assert tries(throttle, "bob", "192.0.2.1") == BY_NAME.amount
