"""The list of pages in docs/tour.md, made of what is photographed."""

from pathlib import Path

from bench.tour_pages import STOPS, Stop

FILE = Path(__file__).parents[1] / "docs" / "tour.md"
BEGIN, END = "<!-- pages -->", "<!-- /pages -->"


def write_tour() -> None:
    """Put every page into docs/tour.md, between its marks."""
    text = FILE.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    pages = "\n\n".join(_section(stop) for stop in STOPS)
    FILE.write_text(f"{before}{BEGIN}\n{pages}\n{END}{after}")


def _section(stop: Stop) -> str:
    place = f"images/tour/{stop.name}"
    others = " · ".join(
        f"[{words}]({place}{view}.webp)"
        for view, words in (("-dark", "dark"), ("-phone", "phone"), ("-phone-dark", "phone, dark"))
    )
    return f"### {stop.title}\n\n{stop.sentence} Also: {others}.\n\n![{stop.title}]({place}.webp)"
