"""A folder to put files in, which also shows what is there: six applications for a job; its own password
closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "application-Kowalska.pdf",
    "application-Okarin.pdf",
    "certificate-Okarin.pdf",
    "application-Vermolen.docx",
    "photo-Vermolen.jpg",
    "references-Duvalle.pdf",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("applications"), NAMES)
    wrapper = str(installed.HERE / "only_loopback.py")
    words = [installed.PYTHON, wrapper, "/usr/bin/droopy", "-d", str(folder), "--dl"]
    password = ["-a", f"keeper:{spot.password}"] if closed else []
    return [served(spot, [*words, *password, str(spot.port)])]
