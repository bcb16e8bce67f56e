"""Names of what valuation tells the floor. The subject is the run; readers read the row again."""

RUN_QUEUED = "valuation.run_queued"  # a worker has to compute it
RUN_COMPUTED = "valuation.run_computed"
RUN_FAILED = "valuation.run_failed"

ALL = (RUN_QUEUED, RUN_COMPUTED, RUN_FAILED)
