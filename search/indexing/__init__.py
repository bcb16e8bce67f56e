"""Keeping the engine in step with the database: write, rebuild beside, sweep."""
