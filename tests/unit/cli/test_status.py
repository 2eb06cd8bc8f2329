"""What `browline status` says where something is missing."""

import io

import pytest
from rich.console import Console

from cli.status import Status, show
from core.presence import LOADING
from core.readiness import NO_ANSWER, NO_WORKER, Part


@pytest.mark.parametrize("reason", [LOADING, NO_WORKER])
@pytest.mark.parametrize(("redis", "verdict"), [((), "wait a moment"), ((NO_ANSWER,), "see above")])
def test_only_what_passes_by_itself_is_to_be_waited_for(
    reason: str, redis: tuple[str, ...], verdict: str
) -> None:
    told = io.StringIO()
    found = Status((Part("redis", redis), Part("worker", [reason])), (), None, None, 0)
    show(found, Console(file=told, width=200))
    assert verdict in told.getvalue().splitlines()[-1]
