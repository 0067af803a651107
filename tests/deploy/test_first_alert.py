"""docs/deploy.md, typed by a new user on an empty machine: the first alert is there within five minutes."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leftopen.demo.smtp_sink import SmtpSink
from tests.cli.pages import commands
from tests.durability.runs import Folder, Run

PAGE = Path(__file__).parents[2] / "docs" / "deploy.md"
LEFT_OPEN = re.compile(r"^python3 (-m http\.server (\d+) --bind 127\.0\.0\.1 --directory) \S+$", re.M)
FIVE_MINUTES = 300.0


@contextmanager
def left_open(folder: Path) -> Iterator[int]:
    """The server that the page leaves open on purpose, with a folder of the test's own."""
    found = LEFT_OPEN.search(PAGE.read_text())
    assert found, "the page leaves nothing open"
    (folder / "customers.sql").write_text("-- made up\n")
    port = int(found[2])
    process = subprocess.Popen(
        [sys.executable, *shlex.split(found[1]), str(folder)], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "another program has the port of the page"
            assert time.monotonic() < end
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def typed(folder: Folder, command: str) -> str:
    """Runs a command of the page, which must go well; gives what it printed. The page says how the alert is
    mailed, too."""
    program, *words = shlex.split(command.replace("leftopen.backup", str(folder.root / "leftopen.backup")))
    assert program == "leftopen"
    run = Run(folder, *words, *(["--tell", "mailto:soc@example.org"] if "add office" in command else []))
    assert run.wait(FIVE_MINUTES) == 0, f"{command}: {run.said()}"
    said = run.printed() + run.said()
    assert said.strip(), command
    return said


@pytest.mark.slow
def test_every_command_of_the_page_goes_well_and_the_alert_arrives(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    settings = {
        "smtp_security": "none", "smtp_host": "127.0.0.1", "mail_from": "leftopen@example.org",
        "contact": "mailto:soc@example.org",
    }  # fmt: skip
    with SmtpSink() as sink, left_open(tmp_path / "open") as port:
        folder = Folder(root=tmp_path / "it", settings={**settings, "smtp_port": sink.port})
        began, alert = time.monotonic(), 0.0
        for command in commands(PAGE):
            said = typed(folder, command)
            if "changes" in command:
                alert = time.monotonic() - began
            if "cases list" in command:
                assert f"127.0.0.1:{port}" in said, said
                assert "directory_listing" in said
    assert 0 < alert < FIVE_MINUTES
    assert [b"soc@example.org" in mail for mail in sink.received] == [True]
    assert str(port).encode() in sink.received[0]
    assert (folder.root / "leftopen.backup").exists()
