"""Who works at an appraisal whose states are tried: signed in, for programs and for pages."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from factories.pages import a_build
from factories.tally import Person
from fakes.appraisal import ROLES, START, Bureau
from flask import Flask

from appraisal_service.app import app_for
from appraisal_service.db import ACCOUNTS
from shared.plumbing.access import Actor
from shared.plumbing.accounts.domain import new_secret
from shared.plumbing.db import unit_of_work

LONG = timedelta(days=400)
"""Nobody's session ends while a year is played."""


class Staff:
    """The pages of a fake office, and people who are the same there as in its headers."""

    def __init__(self, bureau: Bureau, folder: Path, people: Mapping[str, str]) -> None:
        web = folder.parent / "web"
        self.app: Flask = app_for(bureau.office, web if web.exists() else a_build(web))
        self.people: dict[str, Any] = {
            called: _signed_in(bureau, name) for called, name in people.items()
        }


def _signed_in(bureau: Bureau, name: str) -> Person:
    """Return somebody with an account and a session."""
    account, roles = name.encode().hex(), [ROLES[name]]
    secret = new_secret("s", secrets.token_bytes)
    values = {"id": account, "name": name, "name_key": account, "roles": roles}
    session = {"id": secret.id, "digest": secret.digest, "account_id": account}
    with unit_of_work(bureau.office.sessions) as uow:
        uow.session.add(ACCOUNTS.account(**values, passphrase_hash="-", created_at=START))
        uow.session.flush()
        uow.session.add(ACCOUNTS.session(**session, expires_at=START + LONG, seen_at=START + LONG))
    headers = {"Authorization": f"Bearer {secret.text}"}
    return Person(Actor(account, name, frozenset(roles)), headers)
