"""One module per form of catalogue: a row in, a record out, or RowRefused."""
