from marketplace.common.models.audit import AuditEntry, AuditSeal
from marketplace.common.models.base import Versioned
from marketplace.common.models.hold import Hold
from marketplace.common.models.operation import Counter, Heartbeat, IdempotencyKey, JobPeriod, Lease
from marketplace.common.models.outbox import OutboxRow
from marketplace.common.models.rate import RateWindow
from marketplace.common.models.site import Site

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "Counter",
    "Heartbeat",
    "Hold",
    "IdempotencyKey",
    "JobPeriod",
    "Lease",
    "OutboxRow",
    "RateWindow",
    "Site",
    "Versioned",
]
