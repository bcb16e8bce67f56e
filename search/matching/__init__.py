"""Search in reverse: which saved searches would show a publication."""
