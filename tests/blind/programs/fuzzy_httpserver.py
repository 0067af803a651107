"""A listing of a folder, at whatever path is asked: six backups."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "backup-2026-11-01.sql.gz",
    "backup-2026-11-08.sql.gz",
    "id_deploy",
    "vpn.conf",
    "passwords.kdbx",
    "notes.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("backups"), NAMES)
    words = [*installed.script("fuzzy-httpserver"), "-p", str(spot.port), "-d", str(folder)]
    return [served(spot, words)]
