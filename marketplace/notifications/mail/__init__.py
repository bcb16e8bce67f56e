"""A mail from its notices: words, headers, the way to the server. Nothing here decides whether one goes."""
