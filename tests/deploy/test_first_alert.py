"""docs/start/deploy.md, typed by a new user on an empty machine: the first alert is there within five minutes."""

from __future__ import annotations

import os
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from leftopen.demo.smtp_sink import SmtpSink
from tests.cli.pages import commands
from tests.durability.runs import MAIN
from tests.wheel.collect import ROOT

PAGE = ROOT / "docs" / "start" / "deploy.md"
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
PORT = re.compile(r"http\.server (\d+) ")
FIVE_MINUTES = 300.0
MOST_S = FIVE_MINUTES / 2
"""Of a processor, so that a busy machine does not count; the other half is for waiting and typing."""


def block(word: str) -> str:
    """The commands of the shell that have that word in them."""
    [found] = [one for one in SHELL.findall(PAGE.read_text()) if word in one]
    return str(found)


@contextmanager
def left_open(home: Path) -> Iterator[int]:
    """The server that the page leaves open on purpose, in a shell of its own, as the page says."""
    script = block("http.server")
    found = PORT.search(script)
    assert found, "the page leaves nothing open"
    port = int(found[1])
    # The last command is the server: the shell becomes it, so that it ends with it.
    process = subprocess.Popen(
        ["sh", "-ec", script.replace("python3 -m", f"exec {sys.executable} -m")], cwd=home,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
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


def settings(home: Path, sink: SmtpSink) -> None:
    """The file that the page shows, with the mail server of the test."""
    [shown] = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(), re.M | re.S)
    assert 'smtp_host = "mail.example.org"' in shown
    own = shown.replace("mail.example.org", "127.0.0.1")
    file = home / ".config" / "leftopen" / "settings.toml"
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_text(f'{own}smtp_port = {sink.port}\nsmtp_security = "none"\n')


def used() -> float:
    """Seconds of a processor of all programs that ended."""
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime


def typed(command: str, home: Path, path: str) -> str:
    """Runs one command of the page, which must go well; gives what it said."""
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        ["sh", "-c", command], cwd=home, env={**kept, "HOME": str(home), "PATH": path}, text=True,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=2 * FIVE_MINUTES, check=False,
    )  # fmt: skip
    answer = done.stdout + done.stderr
    assert (done.returncode, "Traceback" in answer) == (0, False), f"{command}: {answer}"
    assert answer.strip(), command
    return answer


def alerted(home: Path, path: str) -> Mapping[str, float]:
    """Types every command of the page, and judges what came of it: the seconds of a processor of each."""
    took: dict[str, float] = {}
    with SmtpSink() as sink, left_open(home) as port:
        settings(home, sink)
        for command in commands(PAGE):
            began = used()
            answer = typed(command, home, path)
            took[command] = used() - began
            if command == "leftopen watch run --once":
                assert "first run: 1 exposure open" in answer
                assert [b"soc@example.org" in mail for mail in sink.received] == [True]
                assert str(port).encode() in sink.received[0]
            if command == "leftopen cases list":
                assert f"127.0.0.1:{port}" in answer, answer
                assert "directory_listing" in answer
    assert (home / "leftopen.backup").exists()
    return took


def until_the_alert(took: Mapping[str, float]) -> float:
    names = list(took)
    return sum(took[name] for name in names[: names.index("leftopen watch run --once") + 1])


@pytest.mark.full
@pytest.mark.slow
def test_every_command_of_the_page_goes_well_and_the_alert_arrives(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "leftopen"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\n{MAIN}\n")
    program.chmod(0o755)
    took = alerted(tmp_path, f"{program.parent}:/usr/bin:/bin")
    assert 0 < until_the_alert(took) < MOST_S, took
