"""The supervisor's configuration: which parts run, in which order, and how long each may take to stop.

Supervisor (supervisord.org) starts by priority, restarts what dies and stops in the reverse order, one part
after the other; the seconds below add up to less than the ten that Ctrl-C is given.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Part:
    """One role of `browline` under the supervisor."""

    name: str
    priority: int
    stop_seconds: int


REDIS = Part("redis", 10, 1)
WEB_STOP_SECONDS = 2  # for its requests under way; a deployment has more time (BROWLINE_STOP_SECONDS)
PARTS = (Part("worker", 20, 3), Part("sweeper", 20, 2), Part("web", 30, WEB_STOP_SECONDS + 1))

_HEAD = """\
[supervisord]
nodaemon=true
silent=true
logfile={log}/supervisor.log
pidfile={home}/supervisor.pid
childlogdir={log}
{user}
"""
_PART = """\
[program:{name}]
command={python} -m cli.main {name}
priority={priority}
autorestart=true
startsecs=1
startretries=1000000
stopsignal=TERM
stopwaitsecs={stop_seconds}
stopasgroup=false
killasgroup=true
redirect_stderr=true
stdout_logfile={log}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


def write_configuration(settings: Settings) -> Path:
    """Write the supervisor's configuration into the home and return its path."""
    log = settings.home / "log"
    log.mkdir(exist_ok=True, mode=0o700)
    parts = (REDIS, *PARTS) if settings.private_redis else PARTS
    user = "user=root" if os.geteuid() == 0 else ""
    text = [_HEAD.format(home=_literal(settings.home), log=_literal(log), user=user)]
    text += [
        _PART.format(
            name=part.name,
            priority=part.priority,
            stop_seconds=part.stop_seconds,
            python=_literal(Path(sys.executable)),
            log=_literal(log),
        )
        for part in parts
    ]
    path = settings.home / "supervisor.conf"
    path.write_text("\n".join(text))
    return path


def _literal(path: Path) -> str:
    """A path as the configuration takes it: its % would begin an expansion."""
    return str(path).replace("%", "%%")
