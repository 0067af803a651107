"""Review notes beside a developer's editor: two sessions of items; reading needs no token."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import home, served
from tests.servers.real import Spot

ITEMS = {
    "billing.py:41": {"title": "Rounds the wrong way", "body": "The invoice of Vermolen is one cent short."},
    "billing.py:77": {"title": "Retries for ever", "body": "Stop after three tries."},
    "report.py:12": {"title": "Prints the customer", "body": "Leave the telephone number out."},
}

# Whom the notes are about: who wants the list must name it.
FOLDER = "/home/dev/billing"


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    settings = spot.inside(".claude") / "webcompanion"
    settings.mkdir()
    words = {"port": spot.port, "bind": LOOPBACK, "token": spot.password}
    (settings / "config.json").write_text(json.dumps(words))
    (spot.folder / "items.json").write_text(json.dumps({"items": ITEMS}))
    program = served(spot, [*installed.script("webcompanion"), "serve"])
    push = [*installed.script("webcompanion"), "push", "--kind", "review", "--cwd", FOLDER]
    for title in ("Review of billing", "Review of reports"):
        rest = ["--title", title, "--items", str(spot.folder / "items.json")]
        subprocess.run([*push, *rest], env=home(spot), check=True, stdout=subprocess.DEVNULL)
    return [program]
