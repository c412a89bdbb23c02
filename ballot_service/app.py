"""The ballot service's two web processes under one address for gunicorn.

``ballot_service.app:desk_from_environment()`` and ``ballot_service.app:box_from_environment()``
are found here by name; only the chosen side is imported, so that no process holds both sides of
the wall.

May import: stdlib; one side, by name.
"""

from __future__ import annotations

import importlib
from typing import Any

HOMES = {
    "create_desk_app": "ballot_service.desk_app",
    "desk_from_environment": "ballot_service.desk_app",
    "create_box_app": "ballot_service.box_app",
    "box_from_environment": "ballot_service.box_app",
}
"""name: the module it lives in"""


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(HOMES[name]), name)
