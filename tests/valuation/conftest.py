"""Laws are checked on many cases; how long one case takes on a busy machine says nothing about them."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
