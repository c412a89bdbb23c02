"""What is served is what the sources say: the same bytes wherever and whenever it is built."""

from __future__ import annotations

import hashlib
import json
import shutil
from base64 import b64encode
from pathlib import Path

from browser.browser_node import MODULES, PACKAGE, needs_node, run_node


def built(out: Path, package: Path = PACKAGE) -> dict[str, bytes]:
    """Return the files of a build."""
    run_node(package / "build.mjs", out)
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


@needs_node
def test_two_builds_are_equal_byte_for_byte_wherever_the_sources_lie(tmp_path):
    elsewhere = tmp_path / "elsewhere" / "package"
    shutil.copytree(PACKAGE, elsewhere, ignore=shutil.ignore_patterns("node_modules"))
    (elsewhere / "node_modules").symlink_to(MODULES)

    first, second = built(tmp_path / "1"), built(tmp_path / "2")
    third = built(tmp_path / "3", elsewhere)

    assert first == second
    assert first == third


@needs_node
def test_another_source_makes_other_bytes_under_another_name(tmp_path):
    elsewhere = tmp_path / "package"
    shutil.copytree(PACKAGE, elsewhere, ignore=shutil.ignore_patterns("node_modules"))
    (elsewhere / "node_modules").symlink_to(MODULES)
    source = elsewhere / "src" / "crypto" / "ballots.ts"
    source.write_text(source.read_text().replace("prove|", "proof|"))

    honest, changed = built(tmp_path / "1"), built(tmp_path / "2", elsewhere)

    workers = [name for name in (*honest, *changed) if name.startswith("worker-")]
    assert len(set(workers)) == 2


@needs_node
def test_the_manifest_names_every_file_with_its_integrity(tmp_path):
    files = built(tmp_path / "web")
    manifest = json.loads(files.pop("manifest.json"))

    assert {entry["file"] for entry in manifest.values()} == set(files)
    assert "worker" in manifest
    for entry in manifest.values():
        digest = b64encode(hashlib.sha384(files[entry["file"]]).digest()).decode()
        assert entry["integrity"] == f"sha384-{digest}"


@needs_node
def test_pages_know_the_name_of_the_worker(tmp_path):
    files = built(tmp_path / "web")
    worker = json.loads(files["manifest.json"])["worker"]["file"].encode()

    pages = [name for name, content in files.items() if worker in content]

    assert any(name.endswith(".js") for name in pages)


def test_the_lock_names_no_host_and_every_package_by_its_hash():
    text = (PACKAGE / "package-lock.json").read_text()
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}

    assert "://" not in text
    assert "resolved" not in text
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())


def test_every_package_is_wanted_in_exactly_one_version():
    wanted = json.loads((PACKAGE / "package.json").read_text())

    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]

    assert all(version.replace(".", "").isdigit() for version in versions)
