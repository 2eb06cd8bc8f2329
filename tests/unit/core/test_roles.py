"""Roles: each may do what those before it may."""

from core.accounts.roles import MEANINGS, ROLES, may


def test_each_role_may_do_what_those_before_it_may() -> None:
    assert [[may(role, asked) for asked in ROLES] for role in ROLES] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_every_role_is_explained() -> None:
    assert tuple(MEANINGS) == ROLES
