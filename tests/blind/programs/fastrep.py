"""A diary of work with its page: ten entries of a notary's office, and the key of a language model."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.blind.programs.prepared import prepare
from tests.servers.real import Spot

LOGS = """
import datetime
from fastrep.database import Database
from fastrep.models import LogEntry

base, now = Database(), datetime.datetime.now()
for n in range(10):
    client = ("Vermolen", "Duvalle", "Kowalska", "Okarin")[n % 4]
    text = f"Read the will of {client} again, asked for account XX00 5550 00{n:02}"
    base.add_log(LogEntry(id=None, project=f"estate-{client.lower()}", description=text, date=now))
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    prepare("fastrep", spot, LOGS)
    words = [*installed.script("fastrep", "fastrep-ui"), "--no-browser", "--port", str(spot.port)]
    return [served(spot, words)]
