"""A vault of notes with its dashboard: five notes and a chat room; a key of its own closes it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NOTES = (
    "salaries-2026.md",
    "supplier-contacts.md",
    "projects/gate4.md",
    "projects/move.md",
    "daily/2026-11-20.md",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    files(spot.inside("office") / "vault", NOTES)
    known = {
        "workspaces": {"office": {"path": f"{spot.folder}/office", "vault": "vault"}},
        "default_workspace": "office",
    }
    settings = spot.folder / ".config" / "fathom-vault"
    settings.mkdir(parents=True)
    (settings / "settings.json").write_text(json.dumps(known))
    data = spot.inside("data")
    (data / "server.json").write_text(json.dumps({"api_key": f"fv_{spot.password}", "auth_enabled": closed}))
    words = [*installed.script("fathom-server"), "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, words, env={"FATHOM_DATA_DIR": str(data)})]
