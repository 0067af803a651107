"""A page of what a person kept of a network: a councillor's 24 messages and 12 that she liked."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import home, served
from tests.servers.real import Spot

DAY = "Wed Nov 11 08:00:00 +0000 2026"


def archive(folder: Path) -> Path:
    """The files of an archive as the network hands it out."""
    account = {"accountId": "5550001", "username": "mia_duvalle", "accountDisplayName": "Mia Duvalle"}
    tweets = [
        {"tweet": {"id_str": str(900 + n), "id": str(900 + n), "created_at": DAY, "full_text": text}}
        for n, text in enumerate(
            f"Note {n} to self, not to be sent: ask Okarin for the bill" for n in range(24)
        )
    ]
    likes = [
        {"like": {"tweetId": str(700 + n), "fullText": f"Sell the harbour before the vote, part {n}"}}
        for n in range(12)
    ]
    about = {"account": [{"account": account}], "tweets": tweets, "like": likes}
    (folder / "data").mkdir()
    for name, rows in about.items():
        file = folder / "data" / f"{name}.js"
        file.write_text(f"window.YTD.{name}.part0 = {json.dumps(rows)}")
    kinds = {
        name: {
            "files": [{"fileName": f"data/{name}.js", "globalName": f"YTD.{name}.part0", "count": str(size)}]
        }
        for name, size in ((name, len(rows)) for name, rows in about.items())
    }
    info = {"userInfo": {"accountId": "5550001", "userName": "mia_duvalle", "displayName": "Mia Duvalle"}}
    manifest = json.dumps({**info, "archiveInfo": {"sizeBytes": "1"}, "dataTypes": kinds})
    (folder / "data" / "manifest.js").write_text(f"window.__THAR_CONFIG = {manifest}")
    return folder


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words, settings = installed.script("tweetnook"), spot.folder / ".config" / "tweetnook"
    settings.mkdir(parents=True)
    (settings / "config.toml").write_text(f'[web]\nhost = "{LOOPBACK}"\nport = {spot.port}\n')
    told = ["import", "x-archive", str(archive(spot.inside("archive"))), "--offline"]
    where, out = home(spot), subprocess.DEVNULL
    subprocess.run(
        [*words, *told], env=where, cwd=spot.folder, check=True, timeout=60, stdout=out, stderr=out
    )
    return [served(spot, [*words, "serve"])]
