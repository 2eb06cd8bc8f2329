"""What all templates share: how numbers, shares and times are written."""

from datetime import datetime

from babel.dates import format_skeleton
from flask import Blueprint, g
from markupsafe import Markup

from core.accounts.roles import may
from web.auth import known_session
from web.pages.failures import may_help
from web.pages.flags import doubts, flags, why_uncertain
from web.pages.pieces import sent
from web.pages.progress import ended, segments, stopped, under_way, whole
from web.words.cards import card_text, set_title, set_words
from web.words.errors import error_words
from web.words.numbers import (
    confidence,
    measured,
    number,
    percent,
    plain,
    plain_percent,
    points,
    probabilities,
)
from web.words.spoken import spoken

frame = Blueprint("frame", __name__)
for _function in (
    doubts,
    ended,
    error_words,
    flags,
    may_help,
    probabilities,
    segments,
    sent,
    stopped,
    under_way,
    whole,
    why_uncertain,
):
    frame.add_app_template_global(_function)
for _filter in (
    *(card_text, set_title, set_words),
    *(confidence, measured, number, percent, plain, plain_percent, points),
):
    frame.add_app_template_filter(_filter)

AROUND = 1.6  # sides of a thumbnail, in longest sides of the face's box


@frame.app_template_global()
def may_review() -> bool:
    """Whether the account that asks for this page settles what was uncertain."""
    account = g.get("account") or known_session()
    return account is not None and may(account.role, "reviewer")


@frame.app_template_filter()
def years(age_group: str) -> str:
    """An age group as people write it: "30–39"."""
    return age_group.replace("-", "–")


@frame.app_template_filter()
def when(moment: datetime) -> Markup:
    """A time that the page's script turns into "3 min ago"; the exact UTC time without a script."""
    return Markup('<time datetime="{}">{} UTC</time>').format(
        moment.isoformat(timespec="seconds"), f"{moment:%Y-%m-%d %H:%M}"
    )


@frame.app_template_filter()
def day(moment: str) -> str:
    """The day of a moment in ISO 8601, as the reader's language writes it; other texts as they are."""
    try:
        return format_skeleton("yMMMd", datetime.fromisoformat(moment), locale=spoken())
    except ValueError:
        return moment


@frame.app_template_filter()
def clock(seconds: float) -> str:
    """A time in a video: "1:05", "1:02:05"; with tenths under a minute, where frames are close."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    if hours:
        return f"{hours}:{minutes:02}:{int(rest):02}"
    return f"{minutes}:{int(rest):02}" if minutes else "0:" + number(rest, 1).rjust(4, "0")
