"""Gunicorn's log, which goes where everything else does and says nothing of who asked for what."""

import logging
from typing import Any

from gunicorn.glogging import Logger


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Without handlers of its own."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 - gunicorn's
        """Leave the lines to the root logger, and no request to be told of: `web.observing` does it."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.loglevel = self.LOG_LEVELS[cfg.loglevel]
        self.error_log.setLevel(self.loglevel)
        self.error_log.propagate = True
        self.error_log.addFilter(without_requests)


def without_requests(record: logging.LogRecord) -> bool:
    """Take addresses of people, and what they sent, out of an event."""
    text = str(record.msg)
    if text.startswith("Invalid request from"):
        record.msg, record.args = "what came was no request", ()
    elif text.startswith("Error handling request"):
        record.msg, record.args = "a request was not answered", ()
    return True
