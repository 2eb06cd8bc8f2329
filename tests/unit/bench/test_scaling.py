"""What the benches of growth make of what they saw: rates, needs of machines, tables."""

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.asked import CLAIM, POLL, Taken
from bench.claimers import Batch, Load, Worked
from bench.claims_measured import help_table, point_of, table
from bench.costs import CORES, GENERATOR, POSTGRES, Costs, cost_table, machine_table, needs
from bench.curves import Curve, draw
from bench.growth import Size, bars
from bench.growth import table as growth_table
from bench.parts import part_of
from bench.workers import Rates, rate_of
from bench.workers import bars as worker_bars

COSTS = Costs(
    "crop", 100, {"web": 0.3, "workers": 0.6, POSTGRES: 0.2, GENERATOR: 9.0}, 1e4, 1e4, 1e3, 3e3, 1e3
)


def test_only_what_ended_in_the_time_counts_for_the_rate_and_all_of_it_for_the_costs() -> None:
    batches = [Batch(ended, 64, claim, 10) for ended, claim in ((0.5, 99), (1.5, 2), (2.5, 4), (3.5, 99))]
    worked = Worked(began=1.0, until=3.0, batches=batches, cpu_seconds=0.256, starved=False)
    point = point_of("as it is", Load("", 2), 1, worked, {"Lock": 0.25}, database=0.512, wal=256_000)
    assert (point.claims, point.images) == (1.0, 64.0)
    assert (point.claim_p50, point.database_ms, point.generator_ms, point.wal_bytes) == (3.0, 2.0, 1.0, 1000)
    assert point.ideal == 500
    assert "| 2 | 1 | 1 | 64 | 13 % | 3.0 / 3.9 ms | 10 ms | 25 % | 2.000 ms | 1.000 ms |" in table([point])
    unseen = replace(point, images=128.0, database_ms=math.nan)
    assert "| 128 | 2.00 | 3.9 ms | 10 ms | 25 % | not seen | 1,000 B |" in help_table([point, unseen])


def test_a_queue_that_ran_empty_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="took all images"):
        point_of("", Load("", 2), 1, Worked(0, 1, [Batch(0.5, 1, 1, 1)], 0, True), {}, 0, 0)


def test_a_day_needs_cores_by_its_peak_and_disks_by_what_is_kept() -> None:
    found = needs(COSTS, 864_000_000)  # 10,000 a second, 20,000 at the peak
    assert found.rate == 20_000
    assert found.cores == pytest.approx({"web": 10, "workers": 20, POSTGRES: 20 / 3})
    assert found.machines == math.ceil(30 / CORES)
    assert (found.blobs, found.rows, found.log) == pytest.approx((259.2, 25.92, 2.592))
    assert found.network == pytest.approx(1.6)
    assert found.browlines == 1
    assert needs(COSTS, 8_640_000_000).browlines == math.ceil(200 / 3 / CORES) == 5
    assert machine_table([COSTS]).count("\n") == 4
    assert "| one Postgres of 16 cores, 60 % of them in use | 48,000 images/s |" in cost_table([COSTS])


def test_a_process_is_known_by_its_command() -> None:
    commands = ["python -m cli.main web", "python -m cli.main worker", "redis-server *:0", "supervisord -c x"]
    assert [part_of(command) for command in commands] == ["web", "workers", "Redis", "supervisor"]


def test_growth_is_told_by_cpu_and_judged_at_the_largest() -> None:
    taken = {POLL: Taken(2, 3, 9, 1.0), CLAIM: Taken(2, 4, 9, 2.0)}
    small = Size(1000, 2, 500, 1200, taken)
    large = replace(small, images=5000, taken={POLL: Taken(2, 3, 11, 1.5), CLAIM: Taken(2, 4, 9, 2.0)})
    assert [bar.met for bar in bars(large)] == [False, True]
    assert f"| {POLL} | 2.0 / 9.0 (1.0) | 2.0 / 11.0 (1.5) | 1.5 |" in growth_table([small, large], "sqlite")


def test_the_rate_is_taken_where_all_work() -> None:
    seen = [(0.0, 0), (5.0, 10), (6.0, 20), (7.0, 50), (8.0, 90), (20.0, 100)]
    assert rate_of(seen, 100) == 35
    with pytest.raises(RuntimeError, match="too fast"):
        rate_of([(1.0, 0), (2.0, 100)], 100)


def test_workers_that_only_wait_must_add_up() -> None:
    assert [bar.met for bar in worker_bars(Rates({1: 9, 2: 9}, {1: 200, 2: 330}, 5))] == [True]
    assert [bar.met for bar in worker_bars(Rates({1: 9, 2: 9}, {1: 200, 2: 300}, 5))] == [False]


def test_the_same_curves_are_the_same_drawing(tmp_path: Path) -> None:
    drawn = []
    for file in (tmp_path / "a.svg", tmp_path / "b.svg"):
        draw({"real": Curve([(1, 2), (2, 3)], ideal=True)}, "workers", "images/s", file)
        drawn.append(file.read_text())
    assert drawn[0] == drawn[1]
    assert "images/s" in drawn[0]


def test_a_drawing_names_the_numbers_that_were_measured(tmp_path: Path) -> None:
    draw({"real": Curve([(1, 700), (3, 3000)])}, "workers", "images/s", tmp_path / "curve.svg")
    told = re.findall(r">([\d,]+)<", (tmp_path / "curve.svg").read_text())
    assert told == ["1", "3", "1,000", "2,000"]
