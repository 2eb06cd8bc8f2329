"""Traces: from an upload through the batches that classified its images to their rows. Off unless asked for.

What a request stored is one pack, and its pack's id is its trace's. So nothing has to be carried from the web
to the workers, and a doorbell goes on saying nothing: whoever claims an image sees its pack, and adds to that
trace. Spans are made when what they tell of is over.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from core.ids import is_id

if TYPE_CHECKING:  # without an endpoint none of it is imported
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import SpanContext

Attributes = Mapping[str, str | int | float]
ID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class TraceIds:
    """Of the span that begins a trace: 128 bits, and 64."""

    trace: int
    span: int

    @classmethod
    def of_pack(cls, pack: str) -> TraceIds | None:
        """Those of the upload that stored a pack, or a job's copy of it; None where its name has no id."""
        name = pack.rpartition("/")[2][:ID_LENGTH]
        if not is_id(name):
            return None
        trace = UUID(name).int
        return cls(trace, trace & (2**64 - 1))


@dataclass(frozen=True, slots=True)
class Timed:
    """A part of something: its name, when it began and ended (nanoseconds since 1970), what else is known."""

    name: str
    began_ns: int
    ended_ns: int
    attributes: Attributes


class Traces:
    """Says nothing without a provider."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._provider = provider

    @property
    def wanted(self) -> bool:
        """Whether anybody is told."""
        return self._provider is not None

    def request(
        self,
        name: str,
        began_ns: int,
        stored: Sequence[TraceIds | None],
        attributes: Attributes,
        traceparent: str,
    ) -> None:
        """A request that has been answered: a trace for each pack that it stored, or a span where none was.

        Its sender's span (`traceparent`, W3C) is linked to from traces of packs, and else is its parent.
        """
        if self._provider is None:
            return
        from opentelemetry.context import Context  # noqa: PLC0415
        from opentelemetry.trace import Link, SpanKind, get_current_span  # noqa: PLC0415
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
            TraceContextTextMapPropagator,
        )

        sender = TraceContextTextMapPropagator().extract({"traceparent": traceparent}, Context())
        asked_by = get_current_span(sender).get_span_context()
        links = [Link(asked_by)] if asked_by.is_valid else []
        tracer = self._provider.get_tracer("browline.web")
        chosen: list[TraceIds | None] = [ids for ids in stored if ids]
        for ids in chosen or [None]:
            with _chosen(ids):
                span = tracer.start_span(
                    name, Context() if ids else sender, SpanKind.SERVER, dict(attributes),
                    links if ids else [], began_ns,
                )  # fmt: skip
            span.end()

    def batch(self, whole: Timed, parts: Sequence[Timed], packs: Mapping[str, int]) -> None:
        """A batch that has ended, in the trace of each pack that it had images of (and how many)."""
        if self._provider is None:
            return
        from opentelemetry.trace import set_span_in_context  # noqa: PLC0415

        tracer = self._provider.get_tracer("browline.worker")
        for pack, images in packs.items():
            ids = TraceIds.of_pack(pack)
            if ids is None:
                continue
            attributes = {**whole.attributes, "browline.images": images}
            span = tracer.start_span(
                whole.name, _below(ids), attributes=attributes, start_time=whole.began_ns
            )
            for part in parts:
                tracer.start_span(
                    part.name,
                    set_span_in_context(span, _nothing()),
                    attributes=dict(part.attributes),
                    start_time=part.began_ns,
                ).end(part.ended_ns)
            span.end(whole.ended_ns)

    def close(self) -> None:
        """Tell what is still to be told."""
        if self._provider is not None:
            self._provider.shutdown()


def open_traces(endpoint: str, service: str) -> Traces:
    """Traces that are sent to an OTLP endpoint by HTTP; make it after a fork.

    OpenTelemetry's own variables say the rest: headers, sampling (`traceidratio`, for a trace here begins
    with its pack), time-outs.
    """
    if not endpoint:
        return Traces()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator  # noqa: PLC0415

    class Generator(RandomIdGenerator):
        """Ids as they come, but for those that were chosen."""

        def generate_trace_id(self) -> int:
            ids = _next_ids()
            return super().generate_trace_id() if ids is None else ids.trace

        def generate_span_id(self) -> int:
            ids = _next_ids()
            return super().generate_span_id() if ids is None else ids.span

    provider = TracerProvider(resource=Resource.create({"service.name": service}), id_generator=Generator())
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Traces(provider)


_here = threading.local()


def _next_ids() -> TraceIds | None:
    return getattr(_here, "ids", None)


class _chosen:  # noqa: N801 - it reads as a function
    """Within it this thread's next span has these ids."""

    def __init__(self, ids: TraceIds | None) -> None:
        self._ids = ids

    def __enter__(self) -> None:
        _here.ids = self._ids

    def __exit__(self, *_: object) -> None:
        _here.ids = None


def _nothing() -> Context:
    from opentelemetry.context import Context  # noqa: PLC0415

    return Context()


def _below(ids: TraceIds) -> Context:
    """As below the span that began the trace, in another process."""
    from opentelemetry.trace import (  # noqa: PLC0415
        NonRecordingSpan,
        SpanContext,
        TraceFlags,
        set_span_in_context,
    )

    above: SpanContext = SpanContext(
        ids.trace, ids.span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED)
    )
    return set_span_in_context(NonRecordingSpan(above), _nothing())
