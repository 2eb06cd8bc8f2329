"""Requests of a page that wait until a test lets them go on."""

from playwright.sync_api import Page, Route


class Held:
    """The requests to an address: those of before `let_through` wait for it, later ones pass at once.

    The route stays: taking it away would let some go and meet others half-way.
    """

    def __init__(self, page: Page, address: str) -> None:
        self._waiting: list[Route] = []
        self._open = False
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self._open:
            route.continue_()
        else:
            self._waiting.append(route)

    def let_through(self) -> None:
        """Let go on what waits, and hold nothing any more."""
        self._open = True
        for route in self._waiting:
            route.continue_()
