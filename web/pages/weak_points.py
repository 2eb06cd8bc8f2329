"""Where a model fails, by what may make a face hard; what its card has no measurement of is named too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.artefacts import Card
from web.pages.dot_plot import Measurement, Plot, grouped_plot
from web.pages.headline import HEADLINE
from web.words import lazy_gettext
from web.words.cards import card_text

# What people ask about, and which sets of a card measure it, by words in their names.
ASPECTS: Mapping[str, str] = {
    lazy_gettext("Mask type"): r": mask ",
    lazy_gettext("Age group"): r": age ",
    lazy_gettext("Skin tone"): r": (skin|tone) ",
    lazy_gettext("Head covering"): r"veil|hat|hood|scar[fv]|turban|head",
    lazy_gettext("Light"): r"dark|light|grey",
    lazy_gettext("Face size"): r"blurred|: size|small|pixels",
    lazy_gettext("Label of “race” in the data"): r": race ",
    lazy_gettext("Turned or covered eyes"): r"turned|sunglasses",
}
REST = lazy_gettext("Other parts of the sets")


@dataclass(frozen=True, slots=True)
class WeakPoints:
    """The drawing, the worst aspect first and the rest last; and aspects that the card does not measure."""

    plot: Plot
    unmeasured: Sequence[str]


def weak_points(card: Card) -> WeakPoints:
    """Sort a card's slices, and those of its sets that show one aspect, by what they are about."""
    slices = list(card.get("slices") or ())
    sets = [row for row in card["metrics"] if not row["set"].startswith(HEADLINE)]
    found: dict[str, list[Measurement]] = {}
    for row in [*slices, *sets]:
        aspect = next((str(name) for name, words in ASPECTS.items() if re.search(words, row["set"])), None)
        if aspect is not None:
            found.setdefault(aspect, []).append(row)
        elif row in slices:
            found.setdefault(str(REST), []).append(row)
    groups = sorted(found.items(), key=lambda group: (group[0] == str(REST), min(map(_value, group[1]))))
    unmeasured = [str(name) for name in list(ASPECTS)[:6] if str(name) not in found]
    return WeakPoints(
        grouped_plot([(name, _note(rows), sorted(rows, key=_value)) for name, rows in groups]), unmeasured
    )


def _value(row: Measurement) -> float:
    return float(row["balanced_accuracy"]["value"])


def _note(rows: Sequence[Measurement]) -> str:
    """What all of them are of; nothing where they differ."""
    about = {row["description"] for row in rows}
    return card_text(about.pop()) if len(about) == 1 else ""
