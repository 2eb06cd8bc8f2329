"""Who types or is about to press goes on where they were when a part of the page is drawn anew."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

# Holds a control of a row, types into it, draws the row anew; tells what is held then, and all values.
DRAW_ANEW = """async ([held, controls]) => {
    const { patch } = await import("/static/js/patch.js");
    const list = document.createElement("div");
    const row = (count) => `<div id="drawn-row"><p>${count} of 4</p>${controls}</div>`;
    document.body.append(list);
    patch(list, row(2));
    const before = list.querySelector(held);
    before.focus();
    if (before.matches("input:not([type=radio])")) before.value = "typed";
    patch(list, row(3));
    const all = [...list.querySelectorAll("input, select, button")];
    const values = all.map((each) => each.value);
    return { at: all.indexOf(document.activeElement), values, text: list.textContent };
}"""
FIELDS = '<input type="hidden" name="token" value="secret"><input name="first"><input name="second">'
CHOICES = '<input type="radio" name="of" value="a"><input type="radio" name="of" value="b">'
LISTS = '<select name="one"><option>x</option></select><select name="two"><option>x</option></select>'
TWINS = '<input name="tag"><input name="tag">'
BUTTONS = '<button name="say" value="yes">Say</button><button name="say" value="no">Say</button>'


@pytest.mark.parametrize(
    ("held", "controls", "at", "values"),
    [
        ("[name=second]", FIELDS, 2, ["secret", "", "typed"]),
        ("[name=first]", FIELDS, 1, ["secret", "typed", ""]),
        ("[value=b]", CHOICES, 1, ["a", "b"]),
        ("[name=two]", LISTS, 1, ["x", "x"]),
        ("[value=no]", BUTTONS, 1, ["yes", "no"]),
        ("[name=tag]", TWINS, -1, ["", ""]),
    ],
)
def test_what_is_held_is_held_again_and_nothing_else(
    page: Page, held: str, controls: str, at: int, values: list[str]
) -> None:
    page.goto("/")
    found: dict[str, Any] = page.evaluate(DRAW_ANEW, [held, controls])
    assert found["text"].startswith("3 of 4")
    assert (found["at"], found["values"]) == (at, values)
