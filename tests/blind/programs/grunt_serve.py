"""A build's server of files with its listing: the source of a shop, with its settings."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "Gruntfile.js",
    "package.json",
    "config/database.json",
    "config/payment-keys.json",
    "src/checkout.js",
    "src/customers.js",
    "dump/customers-2026-11-06.sql",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("shop"), NAMES)
    (folder / "Gruntfile.js").write_text("module.exports = function () {};\n")
    words = [*installed.node("grunt_serve.js"), str(folder), str(spot.port)]
    return [served(spot, words, env={"NODE_PATH": str(installed.folder() / "node_modules")})]
