"""`leftopen assess` of buckets of real servers: S3 as s3rver speaks it, Azure Blob as Azurite does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.net.cloud_environment import variables
from tests.servers.azure_client import ACCOUNT, KEY, Owner
from tests.servers.need import require
from tests.servers.programs import azurite, s3rver
from tests.servers.real import RealServer, Running, Spot
from tests.servers.rest import Client

FILES = {
    "mail/inbox.mbox": b"".join(
        b"From a@example.org Mon Jan  1 10:11:12 2023\nFrom: a@example.org\nSubject: made up\n\n"
        b"SSN: 891-23-%04d\n\n" % number
        for number in range(1, 41)
    ),
    "mail/sub/note.txt": b"SSN: 891-23-5555\n",
    "elsewhere/note.txt": b"SSN: 891-23-6666\n",
}
ODD = {
    key: b"SSN: 891-23-%04d\n" % (7000 + number)
    for number, key in enumerate(
        (
            "mail/Case.txt",
            "mail/case.txt",
            "mail/sp ace+plus%2Fq?x#y.txt",
            "mail/\u00e9\u4e2d.txt",
            "mail/tab\tx.txt",
        )
    )
}
"""Both servers keep these."""
EMPTY_PARTS = {
    key: b"SSN: 891-23-%04d\n" % (8000 + number)
    for number, key in enumerate(("mail//x.txt", "mail/x.txt", "mail/c/", "mail/c", "mail/" + "k" * 1019))
}
"""A folder can't have these names, and s3rver keeps its objects in folders."""
S3_KEYS = 'access_key_id = "S3RVER"\nsecret_access_key = "S3RVER"\n'
"""Those that s3rver takes from everybody."""


def leftopen(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """In an environment that is full of other credentials, services and proxies."""
    nonsense = dict.fromkeys(variables(), "https://127.0.0.9:1")
    own = {"LEFTOPEN_DATA": str(folder / "data"), "LEFTOPEN_CONFIG": str(folder / "config")}
    environ = os.environ | nonsense | own
    command = [sys.executable, "-c", "from leftopen.cli import main; main()", *words]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120)


def s3(spot: Spot) -> tuple[Running, str, str, str]:
    running = s3rver.start(spot, "empty")
    for key, body in (FILES | ODD).items():
        Client(port=running.port).ask("PUT", f"/{s3rver.BUCKET}/{quote(key)}", body)
    return running, f"s3://{s3rver.BUCKET}/mail", f"http://127.0.0.1:{running.port}", S3_KEYS


def azure(spot: Spot) -> tuple[Running, str, str, str]:
    running = azurite.start(spot, "closed")
    owner = Owner(port=running.port)
    owner.make("records")
    for key, body in (FILES | ODD | EMPTY_PARTS).items():
        owner.put("records", quote(key), body)
    endpoint = f"http://127.0.0.1:{running.port}/{ACCOUNT}"
    return running, "az://records/mail", endpoint, f'account_key = "{KEY}"\n'


@pytest.mark.real
@pytest.mark.parametrize(
    ("server", "start", "odd"),
    [(s3rver.server, s3, ODD), (azurite.server, azure, ODD | EMPTY_PARTS)],
    ids=["s3", "azure"],
)
def test_a_bucket_is_assessed_and_left_as_it_was(
    place: Callable[[RealServer], Spot],
    tmp_path: Path,
    server: RealServer,
    start: Callable[[Spot], tuple[Running, str, str, str]],
    odd: dict[str, bytes],
) -> None:
    require(server.missing())
    running, bucket, endpoint, words = start(place(server))
    try:
        keys = tmp_path / "keys.toml"
        keys.touch(0o600)
        keys.write_text(words)
        before = running.digest()
        asked = ["assess", bucket, "--endpoint", endpoint, "--credentials", str(keys), "--json", "--quiet"]
        refused = leftopen(tmp_path, *asked)
        assert (refused.returncode, "--read sample" in refused.stderr) == (1, True), refused.stderr
        scope = ["scope", "add", "127.0.0.1", "--read", "sample", "--until", "2099-01-31"]
        assert leftopen(tmp_path, *scope).returncode == 0
        done = leftopen(tmp_path, *asked, "--workers", "1")
        assert done.returncode == 0, done.stderr
        line: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        assert line["outcomes"] == {
            "read": 41 + len(odd),
            "failed": 0,
            "carved": 0,
            "encrypted": 0,
            "unread": 0,
        }
        assert {one["label"]: one["distinct"] for one in line["holds"]}["us_ssn"] == 41 + len(odd)
        assert line["mails_lost"] == {}
        number = sorted(odd | {"mail/inbox.mbox": b"", "mail/sub/note.txt": b""}).index("mail/inbox.mbox")
        again = leftopen(tmp_path, "assess", "review", "--place", f"{number}:0", "--context", "--json")
        assert "SSN: " in again.stdout, again.stdout + again.stderr
        keys.write_text(words.replace("S3RVER", "WRONG").replace(KEY, "AAAA"))
        wrong = leftopen(tmp_path, *asked, "--again")
        assert (wrong.returncode, "refuses the credentials" in wrong.stderr) == (1, True), wrong.stderr
        assert "WRONG" not in wrong.stderr
        assert running.digest() == before
    finally:
        running.stop()
