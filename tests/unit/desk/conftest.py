"""The desk that the tests of its pages and doors stand at: an empty hall, and its organizer."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories.desk import Hall
from factories.office import Browser, a_browser
from factories.pages import a_build
from flask import Flask

from ballot_service.desk_app import app_for


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """A hall on SQLite, without a meeting."""
    return Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)


@pytest.fixture
def app(hall: Hall, tmp_path: Path) -> Flask:
    """The hall's desk with its pages."""
    return app_for(hall.desk, a_build(tmp_path / "web"))


@pytest.fixture
def organizer(hall: Hall, app: Flask) -> Browser:
    """The organizer in front of the pages."""
    return a_browser(app, hall.organizer)
