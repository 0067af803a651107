"""Debian's Podman, serving Docker's API over TCP, with one made-up image; `closed` by nginx before it.

No container is started: an image of one text file is enough, and a container made of it that never runs.
"""

from __future__ import annotations

import io
import os
import subprocess
import tarfile

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.front import fronted
from tests.servers.need import missing, program
from tests.servers.real import METADATA, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.web import get


def start(spot: Spot, mode: str) -> Running:
    words = _words(spot, "empty" if mode == "empty" else "full")
    if mode != "empty" and not (spot.folder / "image.tar").exists():
        _fill(spot, words)

    def build(port: int) -> ServerProgram:
        command = [*words, "system", "service", "-t", "0", f"tcp:{LOOPBACK}:{port}"]
        return ServerProgram(command, ports=(port,), log=spot.folder / "podman.log", env=_env(spot))

    port, programs = fronted(spot, mode, build)
    return Running(port=spot.port, programs=programs, digest=lambda: _digest(port))


def _words(spot: Spot, name: str) -> list[str]:
    storage = [f"--root={spot.inside(name)}", f"--runroot={spot.inside('run')}", "--storage-driver=vfs"]
    return [program("podman"), *storage, "--cgroup-manager=cgroupfs"]


def _env(spot: Spot) -> dict[str, str]:
    return os.environ | {"HOME": str(spot.inside("home")), "PODMAN_IGNORE_CGROUPSV1_WARNING": "1"}


def _fill(spot: Spot, words: list[str]) -> None:
    archive = spot.folder / "image.tar"
    with tarfile.open(archive, "w") as image:
        image.addfile(tarfile.TarInfo("made-up"), io.BytesIO())
    for asked in (["import", "-q", str(archive), "made-up:1"], ["create", "-q", "made-up:1", "/made-up"]):
        subprocess.run([*words, *asked], env=_env(spot), check=True, capture_output=True, timeout=60)


def _digest(port: int) -> str:
    """Images, and containers whether they run or not."""
    return "\n".join(get(port, path)[1].decode() for path in ("/images/json", "/containers/json?all=1"))


server = RealServer(
    name="podman",
    module="http",
    product="",
    check="docker_api_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": METADATA},
    missing=lambda: missing("podman", "crun", "nginx"),
    start=start,
    records=2,
    ports=2,
    hides=("closed",),
)
