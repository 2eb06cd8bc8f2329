"""Clients that send slowly are waited for, and not for ever."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from web import patience
from web.patience import ClientTooSlow, PatientSocket


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end of a connection and the client's."""
    server, client = socket.socketpair()
    yield server, client
    server.close()
    client.close()


def drip(client: socket.socket, stop: threading.Event) -> None:
    while not stop.wait(0.02):
        client.send(b"x")


def test_a_client_that_drips_is_given_up(ends: tuple[socket.socket, socket.socket]) -> None:
    server, client = ends
    stop = threading.Event()
    dripping = threading.Thread(target=drip, args=(client, stop))
    dripping.start()
    patient, heard = PatientSocket(server, 0.3), 0

    def listen() -> None:
        nonlocal heard
        while True:
            heard += len(patient.recv(100))

    try:
        with pytest.raises(ClientTooSlow):
            listen()
    finally:
        stop.set()
        dripping.join()
    assert heard > 0


def test_one_that_says_nothing_is_given_up(ends: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(ClientTooSlow):
        PatientSocket(ends[0], 0.1).recv(100)


def test_one_that_sends_much_may_take_its_time(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "BYTES_PER_SECOND", 10)
    server, client = ends
    patient = PatientSocket(server, 0.05)
    client.send(bytes(100))
    assert len(patient.recv(100)) == 100
    later = threading.Timer(0.3, client.send, [b"more"])
    later.start()
    assert patient.recv(100) == b"more"
    later.join()


def test_the_servers_own_time_does_not_count(ends: tuple[socket.socket, socket.socket]) -> None:
    server, client = ends
    patient = PatientSocket(server, 0.3)
    client.send(b"first")
    assert patient.recv(100) == b"first"
    time.sleep(0.5)
    client.send(b"second")
    assert patient.recv(100) == b"second"


def test_each_request_is_waited_for_anew(ends: tuple[socket.socket, socket.socket]) -> None:
    patient = PatientSocket(ends[0], 0.1)
    with pytest.raises(ClientTooSlow):
        patient.recv(100)
    ends[1].send(b"next")
    patient.begin()
    assert patient.recv(100) == b"next"
