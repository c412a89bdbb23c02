"""Which processes the suite has, and what each is told: its own settings and nobody else's.

May import: stdlib, shared.cli.folder, shared.cli.settings, shared.plumbing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.cli.folder import Folder
from shared.plumbing.pages import BUILT_WEB
from shared.plumbing.supervisor import ChildSpec


@dataclass(frozen=True, slots=True)
class Service:
    """One process of the design: a web server, its job workers, its database and key."""

    name: str
    app: str
    """What gunicorn runs."""
    worker: tuple[str, ...]
    """The module, and its arguments, that works on the queue of this name."""
    migrations: str
    settings: tuple[str, ...]
    """Its environment: each is ``<NAME>_<setting>``, see ``environment``."""
    web_workers: int = 1
    web_threads: int = 4
    job_workers: int = 1
    has_accounts: bool = True
    hall_port: int = 0
    """Where phones in the hall find it over HTTPS; 0 where they have no business."""
    host: str = "127.0.0.1"
    """Under which name browsers find it. Browsers send a cookie to every port of the name it came
    from, so who has cookies and the box, which may see none, never share a name."""


OWN = ("DATABASE_URL", "REDIS_URL", "KEY_FILE")

SERVICES = (
    Service(
        name="desk",
        app="ballot_service.app:desk_from_environment()",
        worker=("ballot_service.worker", "desk"),
        migrations="ballot_service.migrations_desk",
        settings=(
            *OWN,
            *("BOX_URL", "BOX_KEY", "TALLY_URL", "TALLY_KEY"),
            *("ORIGIN", "BOX_ORIGIN", "TALLY_ORIGIN", "HALL", "WEB"),
        ),
        hall_port=8444,
        host="localhost",
    ),
    Service(
        name="box",
        app="ballot_service.app:box_from_environment()",
        worker=("ballot_service.worker", "box"),
        migrations="ballot_service.migrations_box",
        settings=(*OWN, "DESK_KEY", "TALLY_URL", "ARCHIVES", "ORIGIN", "WEB"),
        hall_port=8443,
        web_workers=2,
        web_threads=40,  # more than the gate lets wait, so that it says "busy" and not the queue
        has_accounts=False,
    ),
    Service(
        name="tally",
        app="tally_service.app:from_environment()",
        worker=("tally_service.worker",),
        migrations="tally_service.migrations",
        settings=(
            *OWN,
            *("BOX_URL", "BOX_KEY", "DESK_URL", "DESK_KEY", "APPRAISAL_URL"),
            *("ARCHIVES", "ORIGIN", "DESK_ORIGIN", "WEB"),
        ),
        job_workers=os.cpu_count() or 1,
        host="localhost",
    ),
    Service(
        name="appraisal",
        app="appraisal_service.app:from_environment()",
        worker=("appraisal_service.worker",),
        migrations="appraisal_service.migrations",
        settings=(*OWN, "TALLY_URL", "TALLY_KEY", "WEB"),
        host="localhost",
    ),
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where everybody is, by the process's name."""

    urls: Mapping[str, str]
    keys: Mapping[str, str]
    """Raw public keys, 64 hex digits."""
    databases: Mapping[str, str]
    redis: Mapping[str, str]
    web: Path = BUILT_WEB
    """The folder of the built pages."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where people's browsers find each service; its URL where nothing is said."""


def environment(service: Service, folder: Folder, addresses: Addresses) -> dict[str, str]:
    """Return the settings of ``service`` as variables: its own, and its peers' public sides."""
    own = {
        "DATABASE_URL": addresses.databases[service.name],
        "REDIS_URL": addresses.redis[service.name],
        "KEY_FILE": str(folder.key_file(service.name)),
        "WEB": str(addresses.web),
        "HALL": str(folder.hall_file()),
    }
    if "ARCHIVES" in service.settings:
        own["ARCHIVES"] = str(folder.archives(service.name))
    peers = {f"{name.upper()}_URL": url for name, url in addresses.urls.items()}
    peers |= {f"{name.upper()}_KEY": key for name, key in addresses.keys.items()}
    origins = {**addresses.urls, **addresses.origins}
    peers |= {f"{name.upper()}_ORIGIN": origin for name, origin in origins.items()}
    values = {**peers, **own, "ORIGIN": origins[service.name]}
    prefix = service.name.upper()
    return {f"{prefix}_{setting}": values[setting] for setting in service.settings}


def web_server(
    service: Service, folder: Folder, variables: Mapping[str, str], listening: int
) -> ChildSpec:
    """Return how to start the web server of ``service``; see ``gunicorn``."""
    workers = ("-w", str(service.web_workers), "--threads", str(service.web_threads))
    return gunicorn(f"{service.name}-web", (*workers, service.app), folder, variables, listening)


def gunicorn(
    name: str,
    arguments: tuple[str, ...],
    folder: Folder,
    variables: Mapping[str, str],
    listening: int,
) -> ChildSpec:
    """Return how to start a web server.

    The listening socket is ours and is inherited: while the server is started again, callers
    wait in its queue instead of being refused.
    """
    settings = ("-c", "python:shared.plumbing.webserver", "-b", f"fd://{listening}")
    return ChildSpec(
        name=name,
        command=(*python_module("gunicorn"), *settings, *arguments),
        environment=variables,
        folder=folder.run_folder(),
        log=folder.log(name),
        inherits=(listening,),
    )


def job_workers(service: Service, folder: Folder, variables: Mapping[str, str]) -> list[ChildSpec]:
    """Return how to start the job workers of ``service``."""
    module, *arguments = service.worker
    names = [f"{service.name}-worker-{number}" for number in range(1, service.job_workers + 1)]
    return [
        ChildSpec(
            name=name,
            command=(*python_module(module), *arguments),
            environment=variables,
            folder=folder.run_folder(),
            log=folder.log(name),
        )
        for name in names
    ]


def python_module(module: str) -> tuple[str, ...]:
    """Return how to run a module without looking for it in the present folder."""
    return (sys.executable, "-P", "-m", module)
