"""Passwords as the pages ask for them: throttled, and told wrong in the same time whoever is meant."""

from flask import request

from core.accounts.passwords import is_password
from core.accounts.records import password_hash
from core.accounts.types import AccountView
from web.context import context


def account_of(name: str, password: str) -> AccountView | None:
    """The account of a name and password, None where they do not belong together. Raises `TooMany`."""
    throttle, address = context().throttle, request.remote_addr or ""
    throttle.count(name, address)
    with context().database.read() as connection:
        account, stored = password_hash(connection, name)
    if not is_password(password, stored):
        return None
    throttle.forget(name, address)
    return account
