"""What is said of a setting whose value cannot be used: what is allowed, and what was given."""

from types import NoneType
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from core.number_words import number_words
from core.settings.values import Settings, name_of


def sentence_of(error: ValidationError) -> str:
    """One sentence, of the first setting that is wrong."""
    first = error.errors()[0]
    said = str(first["loc"][0]).upper()
    field = next(name for name in Settings.model_fields if said in {name.upper(), name_of(name)})
    own = first.get("ctx", {}).get("error")  # the sentence of a check of ours
    wanted = own or f"it must be {_allowed(Settings.model_fields[field])}"
    return f"{name_of(field)}: {wanted} (it is {first['input']!r})."


def _allowed(field: FieldInfo) -> str:
    kind = next(one for one in (*get_args(field.annotation), field.annotation) if one is not NoneType)
    if get_origin(field.annotation) is Literal:
        *others, last = get_args(field.annotation)
        return f"{', '.join(others)} or {last}"
    if kind is bool:
        return "true or false"
    if kind in {int, float}:
        bounds = {type(one): one for one in field.metadata}
        return number_words(
            whole=kind is int,
            lowest=getattr(bounds.get(Ge), "ge", None),
            highest=getattr(bounds.get(Le), "le", None),
            above=getattr(bounds.get(Gt), "gt", None),
        )
    return "text"
