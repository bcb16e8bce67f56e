#!/usr/bin/env python
"""Entry to Django's commands, with the floor's settings."""

import sys

from django.core.management import execute_from_command_line

from config import env

if __name__ == "__main__":
    env.use_settings()
    execute_from_command_line(sys.argv)
