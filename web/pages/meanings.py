"""Roles and deeds as pages name them."""

from core.accounts.roles import Role
from core.journal import Action
from web.words import lazy_gettext

ROLE_NAMES: dict[Role, str] = {
    "uploader": lazy_gettext("Uploader"),
    "reviewer": lazy_gettext("Reviewer"),
    "admin": lazy_gettext("Admin"),
}
ACTION_NAMES: dict[Action, str] = {
    "upload": lazy_gettext("upload"),
    "watch": lazy_gettext("watch"),
    "see": lazy_gettext("see"),
    "review": lazy_gettext("review"),
    "export": lazy_gettext("export"),
    "share": lazy_gettext("share"),
    "unshare": lazy_gettext("share no more"),
    "change": lazy_gettext("change"),
    "delete": lazy_gettext("delete"),
    "forget": lazy_gettext("forget"),
    "sign_in": lazy_gettext("sign in"),
    "account": lazy_gettext("account"),
}
