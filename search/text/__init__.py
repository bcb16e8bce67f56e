"""Words as documents, queries, saved searches and highlights see them. Imports nothing of the rest of search."""

from search.text.chain import exact_words, plain_words, stem_spans, stems
from search.text.highlight import Segment, highlight, highlight_html
from search.text.terms import Terms, keep_within, parse, required_of

__all__ = [
    "Segment",
    "Terms",
    "exact_words",
    "highlight",
    "highlight_html",
    "keep_within",
    "parse",
    "plain_words",
    "required_of",
    "stem_spans",
    "stems",
]
