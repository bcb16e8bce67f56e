"""Finding: query, text, documents, engines, indexing, matching, saved searches."""
