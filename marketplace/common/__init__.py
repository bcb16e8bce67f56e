"""Kernel without domain words: lifecycles, outbox, holds, audit, ids, money, problems, site."""
