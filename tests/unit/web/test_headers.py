"""What the policies say."""

from web.headers import ALWAYS


def test_the_policy_lets_nothing_in_that_is_not_ours() -> None:
    policy = ALWAYS["Content-Security-Policy"]
    sources = dict(part.split(" ", 1) for part in policy.split("; "))
    assert "unsafe" not in policy
    assert sources["default-src"] == sources["frame-ancestors"] == sources["base-uri"] == "'none'"
    assert sources["script-src"] == sources["style-src"] == "'self'"


def test_the_camera_is_for_us_alone() -> None:
    allowed = dict(part.split("=") for part in ALWAYS["Permissions-Policy"].split(", "))
    assert {name for name, who in allowed.items() if who != "()"} == {"camera"}
    assert allowed["camera"] == "(self)"
