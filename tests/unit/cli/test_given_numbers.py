"""Options that take numbers: what is allowed is said to who gives another one."""

import pytest
from click.testing import CliRunner

from cli.main import main

SHEET = ["sheet", "masks", "--data", ".", "--out", "sheet.png"]


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        (["classify", ".", "--csv", "-", "--threshold", "x"], "a number from 0.5 to 1 (it is 'x')"),
        (["classify", ".", "--csv", "-", "--threshold", "2"], "a number from 0.5 to 1 (it is '2')"),
        (["classify", ".", "--csv", "-", "--threshold", "nan"], "a number from 0.5 to 1 (it is 'nan')"),
        (["classify", ".", "--csv", "-", "--every", "0"], "a number from 0.04 to 3600 (it is '0')"),
        (["journal", "--limit", "1.5"], "a whole number from 1 to 1000000 (it is '1.5')"),
        ([*SHEET, "--seed", "-1"], "a whole number of 0 or more (it is '-1')"),
        (["audit", "--grace", "inf"], "a finite number of 0 or more (it is 'inf')"),
        (["audit", "--grace", "-1"], "a finite number of 0 or more (it is '-1')"),
    ],
)
def test_a_wrong_number_is_told_what_is_allowed(command: list[str], allowed: str) -> None:
    answer = CliRunner().invoke(main, command)
    assert answer.exit_code == 2
    assert f"Invalid value for '{command[-2]}': it must be {allowed}." in answer.output
