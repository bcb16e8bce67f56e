from marketplace.valuation.actions.computing import RunBusy, compute_run, requeue_lost_runs
from marketplace.valuation.actions.requesting import request_estimate, retry_estimate

__all__ = ["RunBusy", "compute_run", "request_estimate", "requeue_lost_runs", "retry_estimate"]
