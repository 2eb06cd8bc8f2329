"""Who types or is about to press goes on where they were when a part of the page is drawn anew."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.held import Held
from tests.e2e.steps import announce, wait_until_done, wait_until_shown

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
CARRIED = """async (controls) => {
    const { patch } = await import("/static/js/patch.js");
    const list = document.createElement("div");
    const row = (count, value) =>
        `<div id="drawn-row"><p>${count}</p>${controls.replace("SENT", value)}</div>`;
    document.body.append(list);
    const values = () => [...list.querySelectorAll("input, select, textarea")].map((each) => each.value);
    patch(list, row(2, "old"));
    for (const each of list.querySelectorAll("input, textarea")) each.value = `typed ${each.name}`;
    for (const each of list.querySelectorAll("select")) each.value = "y";
    patch(list, row(3, "old"));
    const carried = values();
    patch(list, row(4, "new"));
    return [carried, values()];
}"""
TICKED = """(controls) => import("/static/js/patch.js").then(({ patch }) => {
    const list = document.createElement("div");
    const row = (count, boxes) => `<form id="drawn-form"><p>${count}</p>${boxes}</form>`;
    document.body.append(list);
    patch(list, row(2, controls));
    for (const name of ["on", "b"]) list.querySelector(`[id=${name}]`).click();
    const ticked = () => [...list.querySelectorAll(":checked")].map((each) => each.id);
    patch(list, row(3, controls));
    const carried = [ticked(), list.querySelector("[id=on]").getAttribute("value")];
    patch(list, row(4, controls.replace('id="c"', 'id="c" checked').replace('id="a" checked', 'id="a"')));
    return [...carried, ticked()];
})"""
BOXES = (
    '<input type="checkbox" name="on" id="on"><input type="checkbox" name="off" id="off" checked>'
    '<input type="radio" name="of" value="a" id="a" checked><input type="radio" name="of" value="b" id="b">'
    '<input type="radio" name="of" value="c" id="c">'
)
ALONE = """async () => {
    const { patch } = await import("/static/js/patch.js");
    const list = document.createElement("div");
    const field = (count) => `<input id="drawn-field" name="q" value="sent" title="${count}">`;
    document.body.append(list);
    patch(list, field(2));
    list.firstElementChild.value = "typed";
    patch(list, field(3));
    return [list.firstElementChild.title, list.firstElementChild.value];
}"""
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


def test_what_is_typed_stays_in_its_field_until_the_server_says_otherwise(page: Page) -> None:
    fields = (
        '<input name="name" value="SENT"><textarea name="note"></textarea>'
        '<select name="of"><option>x</option><option>y</option></select>'
        '<input name="twin"><input name="twin">'
    )
    page.goto("/")
    carried, then = page.evaluate(CARRIED, fields)
    assert carried == ["typed name", "typed note", "y", "", ""]
    assert then == ["new", "typed note", "y", "", ""]


def test_what_is_ticked_stays_until_the_server_says_otherwise(page: Page) -> None:
    page.goto("/")
    carried, value, then = page.evaluate(TICKED, BOXES)
    assert carried == ["on", "off", "b"]
    assert value is None  # a box without one has not got any by it
    assert then == ["on", "off", "c"]


def test_what_is_typed_stays_in_a_field_that_is_all_that_is_drawn_anew(page: Page) -> None:
    page.goto("/")
    assert page.evaluate(ALONE) == ["3", "typed"]


def test_a_choice_that_was_not_sent_does_not_outlive_its_view(
    page: Page, api: APIRequestContext, portraits: Path
) -> None:
    """Else the next filter would have a condition that nobody sees in the rows."""
    job = announce(api, sorted(portraits.iterdir())[:2])
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.locator("#f-label").press("ArrowDown")  # only passes through the choices
    expect(page.locator("#f-label")).to_have_value("female")
    page.locator("#f-filename").fill("some")
    page.locator("#headline-uncertain").click()
    expect(page.locator("#f-decision")).to_have_value("uncertain")
    wait_until_shown(page)
    expect(page.locator("#f-label")).to_have_value("")
    expect(page.locator("#f-filename")).to_have_value("")


def test_what_is_typed_while_another_view_is_fetched_stays(
    page: Page, api: APIRequestContext, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:2])
    page.goto(f"/jobs/{job}?filename=abc")
    wait_until_done(page)
    held = Held(page, "**/live")
    with page.expect_request("**/live"):
        page.get_by_label("Without: name has").click()
    page.locator("#f-filename").fill("abc and more")
    held.let_through()
    expect(page.locator("#shown")).to_contain_text("2 results")
    wait_until_shown(page)
    expect(page.locator("#f-filename")).to_have_value("abc and more")


def test_a_filter_that_is_being_filled_in_outlives_the_work(
    page: Page, api: APIRequestContext, portraits: Path
) -> None:
    """The first results add a field to it, by which it is drawn anew."""
    first, second = sorted(portraits.iterdir())[:2]
    job = announce(api, [], expected="2")
    page.goto(f"/jobs/{job}")
    expect(page.locator("#f-age_group")).to_have_count(0)
    page.locator("#f-filename").fill("face")
    page.locator("#f-min_confidence").focus()
    for file in (first, second):
        assert api.post(f"jobs/{job}/images", multipart={"images": file}).ok
    expect(page.locator("#f-age_group")).to_have_count(1)
    expect(page.locator("#f-filename")).to_have_value("face")
    expect(page.locator("#f-min_confidence")).to_be_focused()
