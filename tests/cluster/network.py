"""Hosts that share nothing but a switch: a network namespace each, a cable, and a bridge in one more.

Root alone may make them. Nothing is changed in the network of this machine but for one cable of its own.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

# Of this process, so that two runs do not meet. .1 is this machine; the others follow as they are made.
NET = f"10.213.{os.getpid() % 256}"
IP = shutil.which("ip") or ""


def why_not() -> str | None:
    """Why no namespaces can be made here, or None."""
    if os.geteuid() != 0:
        return "only root can make network namespaces"
    if not IP:
        return "there is no `ip` (package iproute2)"
    name = f"browline-try-{os.getpid()}"
    tried = subprocess.run([IP, "netns", "add", name], check=False, capture_output=True, text=True)
    if tried.returncode:
        return f"`ip netns` does not work here ({tried.stderr.strip()})"
    _ip("netns", "delete", name)
    return None


class Host:
    """A machine of its own, as far as its network can tell. There is none before `make`."""

    def __init__(self, name: str, address: str, folder: Path) -> None:
        self.name = name
        self.address = address
        self.folder = folder
        self._space = f"{_mark()}-{name}"
        self._cable = f"{_mark()}{address.rpartition('.')[2]}"  # its end at the switch
        self._started: list[subprocess.Popen[bytes]] = []

    def make(self) -> None:
        """Make it, and connect it to the switch. Whatever fails, `remove` takes away what was made."""
        self.folder.mkdir(parents=True)
        _ip("netns", "add", self._space)
        _ip("-n", self._space, "link", "set", "lo", "up")
        _connect(self._cable, self._space, self.address)

    def start(
        self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None, name: str = "log"
    ) -> None:
        """Start a program on it, beside the test."""
        with (self.folder / f"{name}.log").open("ab") as log:
            started = subprocess.Popen(
                [IP, "netns", "exec", self._space, *command],
                env=environment, stdout=log, stderr=log, cwd=self.folder, start_new_session=True,
            )  # fmt: skip
        self._started.append(started)

    def run(
        self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None, given: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program on it until it ends."""
        return subprocess.run(
            [IP, "netns", "exec", self._space, *command],
            env=environment, input=given, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip

    def processes(self) -> list[int]:
        """Of all its processes, the pids."""
        return [int(pid) for pid in _ip("netns", "pids", self._space).split()]

    def signal(self, signum: signal.Signals) -> None:
        """Send a signal to all its processes at once."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signum)

    def kill(self) -> None:
        """Take its power away: everything that runs there ends at once, and says nothing to anybody."""
        self.unplug()  # a dead machine sends no FIN
        self._end()

    def _end(self) -> None:
        while self.processes():
            self.signal(signal.SIGKILL)
            time.sleep(0.05)
        for started in self._started:
            started.wait()

    def unplug(self) -> None:
        """Pull its cable out of the switch."""
        _ip("-n", _switch(), "link", "set", self._cable, "down")

    def plug(self) -> None:
        """Put it back."""
        _ip("-n", _switch(), "link", "set", self._cable, "up")

    def remove(self) -> None:
        """End everything on it, and it, as far as it was made."""
        if self._space in _ip("netns", "list").split():
            try:
                self._end()
            finally:
                _ip("netns", "delete", self._space)


class Network:
    """The switch, and the hosts at it."""

    def __init__(self, folder: Path, ending: ExitStack) -> None:
        """Hosts are removed at `ending`, each whatever becomes of the others."""
        self._folder = folder
        self._ending = ending
        self._made = 0

    def add(self, name: str) -> Host:
        """Another host."""
        self._made += 1
        host = Host(name, f"{NET}.{self._made + 1}", self._folder / name)
        self._ending.callback(host.remove)
        host.make()
        return host


@contextmanager
def network(folder: Path) -> Iterator[Network]:
    """A switch that this machine is connected to, and no hosts yet."""
    with ExitStack() as ending:
        _ip("netns", "add", _switch())
        ending.callback(_ip, "netns", "delete", _switch())  # cables go with it
        _ip("-n", _switch(), "link", "add", "bridge", "type", "bridge")
        _ip("-n", _switch(), "link", "set", "bridge", "up")
        _connect(f"{_mark()}1", None, f"{NET}.1")
        yield Network(folder, ending)


def _mark() -> str:
    """What all names of this process begin with; names of cables have 15 letters at most."""
    return f"bl{os.getpid()}x"


def _switch() -> str:
    return f"{_mark()}-switch"


def _connect(cable: str, space: str | None, address: str) -> None:
    """A cable from the switch to a namespace, or to this machine."""
    far = f"{cable}h"
    _ip("-n", _switch(), "link", "add", cable, "type", "veth", "peer", "name", far)
    _ip("-n", _switch(), "link", "set", far, "netns", space or str(os.getpid()))
    _ip("-n", _switch(), "link", "set", cable, "master", "bridge", "up")
    here = ["-n", space] if space else []
    _ip(*here, "address", "add", f"{address}/24", "dev", far)
    _ip(*here, "link", "set", far, "up")


def _ip(*words: str) -> str:
    return subprocess.run([IP, *words], check=True, capture_output=True, text=True).stdout
