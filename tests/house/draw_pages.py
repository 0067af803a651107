"""Makes the pictures of `docs/images`: overview, board, host, search and case, with made-up data.

    .venv/bin/python -m tests.house.draw_pages

It serves a folder of its own on loopback, signs in, and lets the browser of the tests take the pictures
(`page_pictures.py`). Each becomes a PNG with a palette, which is a third of the size.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from leftopen.model.case import Case
from leftopen.model.permission import Role
from leftopen.model.user import SignInStage
from leftopen.service.identity import accounts, sessions
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import UserWriter
from tests.durability.runs import MAIN, Folder
from tests.servers.need import ROOT, client_program
from tests.service.office import office
from tests.web.console import host_story
from tests.web.console.furnished import furnish
from tests.web.served import ended, listening_at

IMAGES = ROOT / "docs" / "images"
PICTURES = Path(__file__).with_name("page_pictures.py")
LONGEST_S, COLOURS = 900, 160


def main() -> None:
    root = Path(tempfile.mkdtemp(prefix="leftopen-pages-"))
    folder = Folder(root=root, settings={})
    with office(root) as workspace:
        furnish(workspace)
        paths = _paths(host_story.tell(workspace))
        token = _signed_in(workspace)
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, "serve", "--port", "0", "--json", "--data", str(folder.data)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=folder.environ(),
        )  # fmt: skip
        try:
            url = listening_at(process)
            _taken({"url": url, "token": token, "paths": paths, "out": str(root)})
        finally:
            ended(process)
    IMAGES.mkdir(exist_ok=True)
    for name in paths:
        (IMAGES / f"{name}.png").write_bytes(_small((root / f"{name}.png").read_bytes()))


def _paths(cases: Sequence[Case]) -> dict[str, str]:
    return {
        "overview": "/",
        "board": "/exposures",
        "host": f"/host/{host_story.ADDRESS}",
        "search": "/search?q=port:443,6379",
        "case": f"/case/{cases[0].id}",
    }


def _signed_in(workspace: Workspace) -> str:
    user, _ = accounts.invite(workspace, "maria", Role.ANALYST, (), by="draw_pages")
    UserWriter(Changes(workspace.store.records)).change(user.id, lambda old: replace(old, password="$none"))
    _, token = sessions.begin(workspace, user, SignInStage.WHOLE, "draw_pages")
    return token


def _taken(request: dict[str, object]) -> None:
    python = str(Path(client_program("playwright")).with_name("python"))
    subprocess.run(
        [python, str(PICTURES)], input=json.dumps(request), text=True, check=True, timeout=LONGEST_S,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def _small(picture: bytes) -> bytes:
    made = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main()
