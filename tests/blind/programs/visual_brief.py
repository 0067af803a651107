"""The reports of a firm's sessions of work: three, each with what was found; two on payroll."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import home, served
from tests.servers.real import Spot

FOUND = ("Payroll is open to the cleaners", "Vermolen was paid twice", "The backup has been empty since May")


def report(n: int) -> dict[str, object]:
    """One report."""
    item = {"id": f"item-{n}", "glance": FOUND[n], "explanation": "Ask Tom Okarin.", "trust": "unverified"}
    return {
        "id": f"report-{n}",
        "timestamp": "2026-11-30T12:00:00Z",
        "headline": FOUND[n],
        "summary": "To be settled before the audit.",
        "lanes": [{"id": "found", "name": "Found", "items": [item]}],
    }


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words, port = installed.script("visual-brief"), ["--port", str(spot.port)]
    env = {"VISUAL_BRIEF_HOME": str(spot.inside("reports"))}
    for n in range(3):
        run = f"audit-{n}"
        _said(spot, [*words, "new", "--label", f"Audit of depot {n}", "--run-id", run, *port], env)
        file = spot.private(f"{run}.json", json.dumps(report(n)))
        _said(spot, [*words, "publish", "--run", run, "--file", str(file)], env)
    return [served(spot, [*words, "serve", *port], env=env)]


def _said(spot: Spot, words: Sequence[str], env: dict[str, str]) -> None:
    environ = {**home(spot), **env}
    subprocess.run(words, env=environ, cwd=spot.folder, check=True, timeout=60, stdout=subprocess.DEVNULL)
