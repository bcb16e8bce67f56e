"""The reconcile oracle: equations that hold on every floor whose queue is worked, asked without changing a row.

Written against tables and the engine's answers. It imports neither the sweep nor the handlers: what wrote the rows
cannot vouch for them (a contract of import-linter says so). Each module holds the equations of one subject.
"""
