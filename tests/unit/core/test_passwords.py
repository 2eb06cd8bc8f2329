"""Passwords: how they are hashed, and that a check without an account costs the same."""

import unicodedata

import pytest
from argon2 import extract_parameters

from core.accounts import passwords
from core.accounts.passwords import LONGEST, SHORTEST, hash_password, is_password
from core.errors import Invalid

PASSWORD = "Füße & Grüße 12"


def test_a_password_is_told_from_another() -> None:
    stored = hash_password(PASSWORD)
    assert PASSWORD not in stored
    assert stored.startswith("$argon2id$")
    assert stored != hash_password(PASSWORD)
    assert is_password(PASSWORD, stored)
    assert not is_password(PASSWORD + " ", stored)
    assert not is_password("", stored)


def test_the_same_password_from_another_keyboard() -> None:
    assert is_password(unicodedata.normalize("NFD", PASSWORD), hash_password(PASSWORD))


def test_without_a_hash_the_same_work_is_done() -> None:
    nobodys = passwords._NOBODYS
    assert extract_parameters(nobodys) == extract_parameters(hash_password(PASSWORD))
    assert not is_password(PASSWORD, None)


@pytest.mark.parametrize("length", [0, SHORTEST - 1, LONGEST + 1])
def test_a_password_has_a_length(length: int) -> None:
    with pytest.raises(Invalid):
        hash_password("x" * length)


@pytest.mark.parametrize("tried", ["\udce9", "a\0b", "x" * 100_000])
def test_what_nobody_could_choose_is_wrong(tried: str) -> None:
    assert not is_password(tried, hash_password("x" * LONGEST))


def test_a_broken_hash_lets_nobody_in() -> None:
    assert not is_password(PASSWORD, "")
    assert not is_password("a plain one", "a plain one")
