"""The goals of docs/performance.md, measured side by side: `python -m tests.benchmarks [--rows 100000]`."""
