"""A folder by WebDAV for anyone: seven files of a notary's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "deeds/house-vermolen.pdf",
    "deeds/boat-okarin.pdf",
    "wills-register.xlsx",
    "passport-copies/duvalle.jpg",
    "escrow-2026-11.csv",
    "appointments.ics",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("notary"), NAMES)
    modules = str(installed.folder() / "node_modules")
    return [served(spot, [*installed.node("webdav_server.js"), str(folder), str(spot.port), modules])]
