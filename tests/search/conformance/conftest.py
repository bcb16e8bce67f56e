"""Every test of this folder runs against every engine."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.backends import SearchBackend, scratch_backend
from tests.services import require


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.services)])
def backend(request: pytest.FixtureRequest, tmp_path: Path, settings) -> Iterator[SearchBackend]:
    """An engine without any index; Elasticsearch only where its server is named."""
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH_URL = require("elasticsearch")
    prefix = f"{settings.SEARCH_INDEX_PREFIX}-{uuid.uuid4().hex[:10]}"
    engine = scratch_backend(request.param, root=tmp_path / "index", prefix=prefix)
    yield engine
    engine.drop_all()
