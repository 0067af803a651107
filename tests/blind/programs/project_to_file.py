"""The tree of a software project, to choose files from: six files, a `.env` among them."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (".env", "billing/invoice.py", "billing/tax.py", "deploy/prod.yaml", "deploy/id_deploy", "README.md")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("billing-service"), NAMES)
    words = [*installed.script("project-to-file"), "--host", LOOPBACK, "--port", str(spot.port), str(folder)]
    return [served(spot, words)]
