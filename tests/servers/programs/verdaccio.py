"""Verdaccio without any registry above it: closed by `access: $authenticated`. Its packages are made up."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, node_module, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot

PACKAGES = 6
DATABASE = ".verdaccio-db.json"


def lacking() -> str:
    return missing("node") or ("" if node_module("verdaccio") else "npm package verdaccio not installed")


def start(spot: Spot, mode: str, packages: int = PACKAGES) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    if mode != "empty" and not (folder / DATABASE).exists():
        fill(folder, packages)
    config = spot.private("verdaccio.yaml", json.dumps(_config(spot, folder, mode)))
    script = f"{node_module('verdaccio')}/bin/verdaccio"
    server = ServerProgram(
        [program("node"), script, "--config", str(config)],
        ports=(spot.port,),
        log=spot.folder / "verdaccio.log",
        env=os.environ | {"HOME": str(spot.inside("home"))},
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(folder))


def _config(spot: Spot, folder: Path, mode: str) -> dict[str, object]:
    """YAML reads JSON. Without `uplinks` it asks nobody for what it does not have."""
    who = "$authenticated" if mode == "closed" else "$all"
    return {
        "storage": str(folder),
        "auth": {"htpasswd": {"file": str(spot.folder / "htpasswd"), "max_users": -1}},
        "uplinks": {},
        "packages": {pattern: {"access": who, "publish": "$authenticated"} for pattern in ("@*/*", "**")},
        "listen": f"{LOOPBACK}:{spot.port}",
        "log": {"type": "stdout", "format": "pretty", "level": "warn"},
    }


def fill(folder: Path, packages: int) -> None:
    """Packages as it stores them itself; the first has a scope."""
    names = [f"@made-up/part-{n:05d}" if n == 0 else f"made-up-{n:05d}" for n in range(packages)]
    for name in names:
        (folder / name).mkdir(parents=True)
        archive = f"{name.rpartition('/')[2]}-1.0.0.tgz"
        (folder / name / archive).write_bytes(b"made up")
        (folder / name / "package.json").write_text(json.dumps(_package(name, archive)))
    (folder / DATABASE).write_text(json.dumps({"list": names, "secret": "made-up-secret-of-32-characters-"}))


def _package(name: str, archive: str) -> dict[str, object]:
    digest = hashlib.sha1(b"made up").hexdigest()
    dist = {"shasum": digest, "tarball": f"http://{LOOPBACK}/{name}/-/{archive}"}
    day = "2021-11-24T21:14:31.796Z"
    return {
        "name": name,
        "versions": {"1.0.0": {"name": name, "version": "1.0.0", "dist": dist}},
        "time": {"modified": day, "created": day, "1.0.0": day},
        "users": {},
        "dist-tags": {"latest": "1.0.0"},
        "_uplinks": {},
        "_distfiles": {},
        "_attachments": {archive: {"shasum": digest, "version": "1.0.0"}},
        "_rev": "1-0000000000000000",
        "_id": name,
        "readme": "",
    }


def _digest(folder: Path) -> str:
    """The bytes of every package and archive; its own database it writes anew whenever it starts."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != DATABASE]
    lines = [f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    listed = json.loads((folder / DATABASE).read_text())["list"]
    return "\n".join([*lines, f"{len(listed)} packages"])


server = RealServer(
    name="verdaccio",
    module="http",
    product="Verdaccio",
    check="npm_registry_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lacking,
    start=start,
    records=PACKAGES,
    heavy=True,
)
