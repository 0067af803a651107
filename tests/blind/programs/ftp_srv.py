"""FTP for anyone, or with a password: six files of a printer's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "ballot-papers-2027.pdf",
    "banknotes-proof.tif",
    "customers.csv",
    "invoices/2026-114.pdf",
    "menu-duvalle.pdf",
    "readme.txt",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("printer"), NAMES)
    words = [*installed.node("ftp-srv/bin/index.js"), f"ftp://{LOOPBACK}:{spot.port}", "--root", str(folder)]
    words += ["--pasv-url", LOOPBACK, "--pasv-min", "20000", "--pasv-max", "32000"]
    password = ["--username", "printer", "--password", spot.password] if closed else []
    return [served(spot, [*words, "--read-only", *password])]
