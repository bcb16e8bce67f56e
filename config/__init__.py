"""Env, settings, addresses and servers: the only part that knows where the floor runs."""
