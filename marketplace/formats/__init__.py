"""Date and number formats of the two languages, read by Django through FORMAT_MODULE_PATH."""
