"""Alerts, dashboard and runbook speak of numbers that the code has, and every alert says what to do."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from core.settings import Settings
from web.app import create_app
from web.context import EXTENSION

ROOT = Path(__file__).parents[3]
PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARD = ROOT / "deploy" / "grafana" / "dashboards" / "browline.json"
RUNBOOK = ROOT / "docs" / "runbook.md"
ROOMS = ("core", "web", "worker")
ENDINGS = ("", "_total", "_bucket", "_sum", "_count")  # that Prometheus adds to the name in the code

GROUPS = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
SCRAPED = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["scrape_configs"]
ALERTS: list[dict[str, Any]] = [rule for group in GROUPS for rule in group["rules"]]

every_alert = pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The templates of all addresses."""
    app = create_app(Settings(home=tmp_path_factory.mktemp("home")))
    try:
        return frozenset(rule.rule for rule in app.url_map.iter_rules())
    finally:
        app.extensions[EXTENSION].close()


@cache
def exported() -> frozenset[str]:
    """The series that the code exports: by every name in a module that speaks to Prometheus' client."""
    return frozenset(f"{name}{ending}" for name in _names() for ending in ENDINGS)


def _names() -> Iterator[str]:
    for file in (file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "prometheus_client" in text:
            words = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
            yield from (word for word in words if re.fullmatch(r"browline_[a-z_]+", str(word)))


def series(expression: str) -> set[str]:
    return set(re.findall(r"\bbrowline_\w+", expression))


def queries() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


@every_alert
def test_an_alert_is_about_numbers_that_there_are(alert: dict[str, Any]) -> None:
    named = re.findall(r'\bup\{job=~?"([\w|]+)"\}', alert["expr"])
    jobs = {job for jobs in named for job in jobs.split("|")}
    assert series(alert["expr"]) or jobs
    assert series(alert["expr"]) <= exported()
    assert jobs <= {one["job_name"] for one in SCRAPED}


def expression(name: str) -> str:
    (found,) = (str(alert["expr"]) for alert in ALERTS if alert["alert"] == name)
    return found


@every_alert
def test_an_alert_names_routes_that_there_are(alert: dict[str, Any], routes: frozenset[str]) -> None:
    assert set(re.findall(r'route!?="([^"]*)"', alert["expr"])) <= routes


def test_what_waits_or_refuses_on_purpose_wakes_nobody() -> None:
    """A snapshot's answer is waited for, and `/readyz` says 503 where an upload would not be classified."""
    (slow,) = re.findall(r"duration_seconds_bucket\{([^}]*)\}", expression("BrowlineSlowAnswers"))
    assert 'route!="/api/v1/snapshots/<uuid:image_id>"' in slow
    counted = re.findall(r"requests_total\{([^}]*)\}", expression("BrowlineServerErrors"))
    assert len(counted) == expression("BrowlineServerErrors").count("requests_total")
    assert all('route!="/readyz"' in labels for labels in counted)


def test_any_part_that_prometheus_cannot_read_is_told_of() -> None:
    """One of several workers, too, while the others answer."""
    jobs = "|".join(one["job_name"] for one in SCRAPED)
    assert expression("BrowlinePartUnseen") == f'up{{job=~"{jobs}"}} == 0'


def test_the_guides_own_jobs_are_those_that_the_alerts_go_by() -> None:
    """On Kubernetes, where each pod is found by its label, which becomes its job."""
    guide = (ROOT / "docs" / "deployment.md").read_text()
    (block,) = re.findall(r"```yaml\n(scrape_configs:.*?)```", guide, re.DOTALL)
    ((job,),) = yaml.safe_load(block).values()
    kept = {one["regex"]: one["source_labels"] for one in job["relabel_configs"] if "regex" in one}
    assert "|".join(one["job_name"] for one in SCRAPED) in kept
    (named,) = (one for one in job["relabel_configs"] if one.get("target_label") == "job")
    assert named["source_labels"] == ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    assert job["kubernetes_sd_configs"][0]["role"] == "pod"


def test_the_dashboard_shows_numbers_that_there_are() -> None:
    assert len(queries()) > 20
    assert {one for query in queries() for one in series(query)} <= exported()


def test_the_runbook_speaks_of_numbers_that_there_are() -> None:
    named = set(re.findall(r"`(browline_\w+)`", RUNBOOK.read_text()))
    assert named
    assert named <= exported()


@every_alert
def test_an_alert_has_its_shape_and_its_page(alert: dict[str, Any]) -> None:
    assert set(alert) <= {"alert", "expr", "for", "labels", "annotations"}
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert alert["annotations"]["summary"]
    assert re.search(rf"^#+ {alert['alert']}$", RUNBOOK.read_text(), re.MULTILINE), "not in docs/runbook.md"
    assert re.fullmatch(r"\d+[smh]", alert.get("for", "0s"))


@pytest.mark.parametrize("expression", [*(alert["expr"] for alert in ALERTS), *queries()])
def test_prometheus_understands_every_expression(expression: str) -> None:
    promql_parser.parse(expression)  # raises ValueError


def test_no_alert_has_two_meanings() -> None:
    names = [alert["alert"] for alert in ALERTS]
    assert len(set(names)) == len(names)


def test_prometheus_asks_every_role_that_has_numbers() -> None:
    config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())
    assert config["rule_files"] == ["alerts.yml"]
    assert {job["job_name"] for job in config["scrape_configs"]} == {"web", "worker", "sweeper"}
    assert all("credentials_file" in job["authorization"] for job in config["scrape_configs"])


def test_the_dashboard_asks_the_source_that_is_provisioned() -> None:
    folder = ROOT / "deploy" / "grafana" / "provisioning"
    (source,) = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text())["datasources"]
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert {panel["datasource"]["uid"] for panel in panels} == {source["uid"]}
    assert len({panel["id"] for panel in panels}) == len(panels)
