"""Recipes of C++ packages: three, readable by anyone, or by its one user only."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

PACKAGES = ("gatecontrol/2.1.0", "palletscan/0.9.3", "depotproto/1.4.1")
REVISION = "4a1f8b1e0c9d7a6b5c4d3e2f1a0b9c8d"


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("conan")
    for package in PACKAGES:
        files = folder / "data" / package / "depot" / "stable" / REVISION / "export"
        files.mkdir(parents=True)
        name, version = package.split("/")
        recipe = "from conan import ConanFile\n\n\nclass It(ConanFile):\n"
        recipe += f'    name = "{name}"\n    version = "{version}"\n'
        (files / "conanfile.py").write_text(recipe)
        times = f'{{"revisions": [{{"revision": "{REVISION}", "time": "2026-11-02T09:00:00.000000+0000"}}]}}'
        (files.parents[1] / "revisions.txt").write_text(times)
    (folder / "server.conf").write_text(
        f"""[server]
jwt_secret: {spot.password}
jwt_expire_minutes: 120
ssl_enabled: False
port: {spot.port}
public_port:
host_name: localhost
authorize_timeout: 1800
disk_storage_path: {folder}/data
disk_authorize_timeout: 1800
updown_secret: {spot.password[::-1]}

[write_permissions]

[read_permissions]
*/*@*/*: {"builder" if closed else "*"}

[users]
builder: {spot.password}
"""
    )
    words = [*installed.script("conan-server", "conan_server"), "-d", str(folder)]
    return [served(spot, words)]
