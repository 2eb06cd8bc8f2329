"""Whether a run of tests has the `thorough` ones, which take long."""

from _pytest.mark.expression import Expression


def leaves_thorough_out(chosen: str) -> bool:
    """Whether no thorough test can be among those that a marker expression chooses (pytest's `-m`).

    As in pyproject.toml, which says so where nobody says anything else. An empty one chooses all tests.
    """
    expression = Expression.compile(chosen)
    return bool(chosen) and not any(
        expression.evaluate(lambda name, /, others=others, **_: name == "thorough" or others)
        for others in (False, True)
    )
