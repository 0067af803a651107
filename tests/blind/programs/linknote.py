"""A page of links with remarks: twenty of an office, passwords among the remarks."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def note(n: int) -> dict[str, object]:
    """One link."""
    name, mail, _, city = PEOPLE[n % 4]
    return {
        "title": f"Camera {n} in {city}",
        "link": f"https://camera-{n}.depot-example.org/",
        "author": name,
        "tags": ["camera", city],
        "description": f"Ask {mail}. The password is gate-{n}.",
        "createTime": 1_764_000_000_000 + n,
        "modifyTime": 1_764_000_000_000 + n,
    }


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.folder / ".local" / "share" / "linknote"
    folder.mkdir(parents=True)
    (folder / "data.js").write_text(f"var data = {json.dumps([note(n) for n in range(20)])}")
    words = [*installed.script("linknote"), "start", "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, words, env={"BROWSER": "true"})]
