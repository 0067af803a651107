"""Models that learn, with a mark for each: three of a bank's, from their logs; its token closes it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import home, served
from tests.servers.real import Spot

NAMES = ("who-will-default", "fraud-by-branch", "branches-to-close-2027")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = installed.script("epochix")
    for n, name in enumerate(NAMES):
        lines = (
            f"epoch={e} loss={1 / (e + n + 1):.4f} val_loss={1.1 / (e + n + 1):.4f}\n" for e in range(12)
        )
        log = spot.private(f"{name}.log", "".join(lines))
        told = ["run", str(log), "--name", name, "--no-llm", "--json"]
        subprocess.run(
            [*words, *told],
            env=home(spot),
            cwd=spot.folder,
            check=True,
            timeout=60,
            stdout=subprocess.DEVNULL,
        )
    token = {"EPOCHIX_AUTH_TOKEN": spot.password} if closed else {}
    return [served(spot, [*words, "serve", "--host", LOOPBACK, "--port", str(spot.port)], env=token)]
