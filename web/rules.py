"""Who may ask what: a rule beside each view, and no app with a view that has none."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from core.accounts.roles import Role

View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(view: View) -> View:
    """Mark a view that answers without anybody signed in."""
    view.rule = None  # type: ignore[attr-defined]
    return view


def needs(role: Role) -> Callable[[View], View]:
    """Mark a view that answers accounts of this role, and of those that may do more."""

    def mark(view: View) -> View:
        view.rule = role  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(view: Callable[..., Any]) -> Role | None:
    """The role that a view needs, None where it is open. Raises `LookupError` where nobody has said it."""
    try:
        rule: Role | None = view.rule  # type: ignore[attr-defined]
    except AttributeError:
        raise LookupError(f"{view.__module__}.{view.__name__} has no rule: say @needs(role)") from None
    return rule


def check_rules(app: Flask) -> None:
    """Refuse an app with a view that has no rule. Raises `LookupError`."""
    for view in app.view_functions.values():
        rule_of(view)
