"""A need and an offer: what they have in common, as a number that explains itself.

Pure from `mathematics` up to `judge`; `reading`, `candidates` and `run` know the database and the engine.
"""
