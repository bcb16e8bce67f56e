"""The floor's ten metrics, in Prometheus' text format; gauges are read from rows when asked for."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from marketplace.common import clock, queries

REGISTRY = CollectorRegistry()
REQUEST_SECONDS = Histogram("techfloor_request_seconds", "Time to answer a request", registry=REGISTRY)
LIMITED = Counter("techfloor_limited_total", "Requests refused by the limiter", ["limit"], registry=REGISTRY)
RING_FAILED = Counter("techfloor_ring_failed_total", "Rings that the broker did not take", registry=REGISTRY)
BREAKER_OPEN = Gauge("techfloor_breaker_open", "1 while a part is left alone", ["part"], registry=REGISTRY)
DRIFT = Gauge("techfloor_index_drift", "Documents that differed at the last sweep", registry=REGISTRY)
_DEPTH = Gauge("techfloor_outbox_depth", "Open outbox rows", registry=REGISTRY)
_OLDEST = Gauge("techfloor_outbox_oldest_seconds", "Age of the oldest open outbox row", registry=REGISTRY)
_PARKED = Gauge("techfloor_outbox_parked", "Parked outbox rows", registry=REGISTRY)
_LOST = Gauge("techfloor_outbox_lost", "Open rows whose lease ran out", registry=REGISTRY)
_HEARTBEAT = Gauge("techfloor_heartbeat_age_seconds", "Age of a queue's heartbeat", ["queue"], registry=REGISTRY)
DELIVERIES_FAILED = Gauge("techfloor_deliveries_failed", "Deliveries that failed for good", registry=REGISTRY)
_UNSEALED = Gauge("techfloor_audit_unsealed", "Audit entries not yet sealed", registry=REGISTRY)

_figures: list[tuple[Gauge, Callable[[], float]]] = []


def register_figure(gauge: Gauge, read: Callable[[], float]) -> None:
    """A gauge of an upper app, read when the metrics are asked for; called at start."""
    _figures.append((gauge, read))


def render() -> bytes:
    """All metrics as text."""
    now = clock.now()
    figures = queries.outbox_figures(now=now)
    _DEPTH.set(figures.depth)
    _OLDEST.set(figures.oldest_seconds)
    _PARKED.set(figures.parked)
    _LOST.set(figures.lost)
    _UNSEALED.set(queries.unsealed_entries())
    for queue, age in queries.heartbeat_ages(now=now).items():
        _HEARTBEAT.labels(queue=queue).set(age)
    for gauge, read in _figures:
        gauge.set(read())
    return generate_latest(REGISTRY)
