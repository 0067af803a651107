"""A server of jobs, which also runs what anyone sends: eight jobs of a bookkeeper's."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

NAMES = (
    "payroll-november",
    "import-bank-okarin",
    "tax-return-duvalle",
    "dunning-letters",
    "backup-of-clients",
    "print-cheques",
    "merge-ledgers",
    "delete-invoices-2019",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    server = served(spot, [*installed.script("jman", "jman_serverd"), "-b", f"{LOOPBACK}:{spot.port}"])
    for name in NAMES:
        job: dict[str, object] = {
            "cmd": ["/bin/sleep", "300"],
            "name": name,
            "args": [],
            "kwargs": {},
            "cwd": None,
        }
        request = urllib.request.Request(
            f"http://{LOOPBACK}:{spot.port}/spawn_cmd", data=json.dumps(job).encode(), method="PUT"
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            answer.read()
    return [server]
