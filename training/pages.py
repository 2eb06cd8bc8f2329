"""Pages that need nothing besides themselves: figures inside, no scripts, no addresses."""

from base64 import b64encode
from math import isnan
from pathlib import Path

import cv2
import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from numpy.typing import NDArray

from models.card import Interval

TOO_FEW = "too few"  # pictures for an interval; the page says what that means
QUALITY = 88


def render(template: str, **values: object) -> str:
    """The page of a template in `training/templates`; what is not plain text in `values` is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        share=share,
        interval=interval,
        bounds=bounds,
        points=points,
        fraction=fraction,
        years=years,
        chance=chance,
    )
    return environment.get_template(f"{template}.j2").render(values)


def data_uri(file: Path) -> str:
    """A PNG as an address that holds it."""
    return f"data:image/png;base64,{b64encode(file.read_bytes()).decode()}"


def jpeg_uri(square: NDArray[np.uint8]) -> str:
    """H×W×3 RGB uint8 as an address that holds it."""
    bgr = cv2.cvtColor(square, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return f"data:image/jpeg;base64,{b64encode(encoded.tobytes()).decode()}"


def share(value: float) -> str:
    """0.847 as 84.7 %; – where there is none."""
    return "–" if isnan(value) else f"{100 * value:.1f} %"


def interval(known: Interval) -> str:
    """84.7 % (81.4 to 87.9), or that there are too few pictures for the bracket."""
    return "–" if isnan(known.value) else f"{share(known.value)} ({bounds(known)})"


def bounds(known: Interval) -> str:
    """81.4 to 87.9, or that there are too few pictures for that."""
    return TOO_FEW if isnan(known.low) else f"{100 * known.low:.1f} to {100 * known.high:.1f}"


def fraction(value: float) -> str:
    """0.922, of one; – where there is none."""
    return "–" if isnan(value) else f"{value:.3f}"


def points(known: Interval) -> str:
    """A difference of shares in percentage points with its interval."""
    if isnan(known.value):
        return "–"
    signed = TOO_FEW if isnan(known.low) else f"{_signed(known.low)} to {_signed(known.high)}"
    return f"{_signed(known.value)} ({signed})"


def chance(p: float) -> str:
    """A p-value to the digits that matter."""
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}" if p < 0.1 else f"{p:.2f}"


def years(known: Interval) -> str:
    """5.2 years (5.0 to 5.4)."""
    return f"{known.value:.1f} years ({known.low:.1f} to {known.high:.1f})"


def _signed(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-", "−")
