"""Roles: each may do what the ones before it may, and something more."""

from typing import Literal, get_args

Role = Literal["uploader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

MEANINGS: dict[Role, str] = {
    "uploader": "makes jobs and works with its own",
    "reviewer": "makes jobs, and reviews",
    "admin": "makes jobs, reviews, and manages accounts",
}


def may(role: Role, asked: Role) -> bool:
    """Whether somebody with a role may do what another role is asked for."""
    return ROLES.index(role) >= ROLES.index(asked)
