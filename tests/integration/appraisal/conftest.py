"""An appraisal office on both databases, its clock in the test's hand, and a fake tally."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes.appraisal import Bureau, a_bureau


@pytest.fixture
def bureau(database_url: str) -> Iterator[Bureau]:
    """An empty, migrated appraisal service."""
    made = a_bureau(database_url)
    yield made
    made.engine.dispose()
