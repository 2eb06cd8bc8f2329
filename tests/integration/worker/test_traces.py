"""A trace leads from an upload through its batches to their rows, in another process than the request's."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import redis as redis_client
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from core.blobs.folder import FolderStore
from core.database import Database
from core.settings import Settings
from core.telemetry.traces import TraceIds, open_traces
from tests.support.apps import app_with, client_of
from tests.support.factories import create_token
from tests.support.files import portrait
from tests.support.finders import Forbidden
from tests.support.forms import API, form
from tests.support.pipelines import Watching
from worker.networks import Networks
from worker.pipeline import Pipeline
from worker.reporter import Reporter

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SENDER = "00-11111111111111111111111111111111-2222222222222222-01"
MARK = "Herr-Mustermann"


class Receiver(ThreadingHTTPServer):
    """Takes OTLP by HTTP, as a collector does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.spans: list[Span] = []
        self.services: dict[bytes, str] = {}

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        sent = ExportTraceServiceRequest()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sent.ParseFromString(body)
        assert self.path == "/v1/traces"
        for part in sent.resource_spans:
            (name,) = [a.value.string_value for a in part.resource.attributes if a.key == "service.name"]
            for span in (span for scope in part.scope_spans for span in scope.spans):
                self.server.spans.append(span)
                self.server.services[span.span_id] = name
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    with Receiver() as made:
        threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
        yield made
        made.shutdown()


def said(span: Span) -> dict[str, Any]:
    return {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in span.attributes}


@on_sqlite
def test_a_trace_leads_from_the_upload_to_the_rows(
    settings: Settings, database: Database, redis: redis_client.Redis, receiver: Receiver
) -> None:
    with app_with(settings, otlp_endpoint=receiver.endpoint) as app:
        client = client_of(app, create_token(database))
        files = [(f"{MARK}-{n}.jpg", portrait(n)) for n in range(3)]
        made = client.post(f"{API}/jobs", headers={"traceparent": SENDER}, **form(*files, framing="face"))
        assert made.status_code == 202
        client.get(f"{API}/jobs", headers={"traceparent": SENDER})
    traces = open_traces(receiver.endpoint, "browline-worker")
    networks = Networks(Watching(), Forbidden())  # type: ignore[arg-type]
    store = FolderStore(settings.blob_folder)
    assert Pipeline(database, store, networks, 2, 60, reporter=Reporter(traces=traces)).run_batch() == 2
    assert Pipeline(database, store, networks, 2, 60, reporter=Reporter(traces=traces)).run_batch() == 1
    traces.close()

    spans = {span.name: span for span in receiver.spans}
    upload, looked = spans[f"POST {API}/jobs"], spans[f"GET {API}/jobs"]
    batches = [span for span in receiver.spans if span.name == "batch"]
    assert upload.parent_span_id == b""
    assert [link.trace_id.hex() for link in upload.links] == ["1" * 32]
    assert (looked.trace_id.hex(), looked.parent_span_id.hex()) == ("1" * 32, "2" * 16)
    assert [said(batch)["browline.images"] for batch in batches] == [2, 1]
    for batch in batches:
        assert (batch.trace_id, batch.parent_span_id) == (upload.trace_id, upload.span_id)
        assert upload.start_time_unix_nano < batch.start_time_unix_nano < batch.end_time_unix_nano
        stages = [span for span in receiver.spans if span.parent_span_id == batch.span_id]
        assert [s.name for s in stages] == ["claim", "read", "decode", "classify", "finish"]
        assert {s.trace_id for s in stages} == {upload.trace_id}
    assert {receiver.services[span.span_id] for span in (upload, *batches)} == {
        "browline-web",
        "browline-worker",
    }
    assert MARK not in str(receiver.spans)


@on_sqlite
def test_without_an_endpoint_nothing_is_told(
    settings: Settings, database: Database, redis: redis_client.Redis, receiver: Receiver
) -> None:
    with app_with(settings) as app:
        assert not app.extensions["browline"].traces.wanted
        client_of(app, create_token(database)).post(f"{API}/jobs", **form(portrait(0)))
    assert receiver.spans == []


@on_sqlite
def test_a_collector_that_is_away_costs_no_upload(
    settings: Settings, database: Database, redis: redis_client.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL), app_with(settings, otlp_endpoint="http://127.0.0.1:1") as app:
        client = client_of(app, create_token(database))
        assert client.post(f"{API}/jobs", **form(portrait(0))).status_code == 202


def test_a_copy_of_a_pack_is_in_the_same_trace() -> None:
    name = "01a224ba-7fb2-7000-be9f-053f08af03b3"
    assert TraceIds.of_pack(f"a/{name}+crc32") == TraceIds.of_pack(f"b/{name}+crc32")
    assert TraceIds.of_pack("job/pack") is None
