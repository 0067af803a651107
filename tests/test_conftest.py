"""The fixtures of the suite judge by themselves: a session of pytest inside a test shows that they do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LISTENING = """
import contextlib, socket, threading

@contextlib.contextmanager
def listening():
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: listener.accept()[0].recv(100), daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()

def say(port, said):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
"""


def session(folder: Path, test: str, **env: str) -> str:
    """The output of a pytest run over one file that holds `test`, with this suite's conftest."""
    (folder / "test_inner.py").write_text(LISTENING + test)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    real: a\n    netns: b\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "test_inner.py",
    ]
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CI": "", **env},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout


def test_a_password_sent_through_a_relay_fails_the_test_that_sent_it(tmp_path: Path) -> None:
    answer = session(
        tmp_path,
        "def test_it(wire):\n"
        "    with listening() as port, wire.relay(port) as relay:\n"
        "        say(relay.port, b'AUTH guess\\r\\n')\n",
    )
    assert "1 passed, 1 error" in answer
    assert "mutating commands 0, password attempts 1, unreadable 0" in answer


def test_a_question_passes_and_is_counted(tmp_path: Path) -> None:
    answer = session(
        tmp_path,
        "def test_it(wire, seen):\n"
        "    with listening() as port, wire.relay(port) as relay:\n"
        "        say(relay.port, b'PING\\r\\n')\n"
        "    seen.record('redis_open', 'redis', state='closed')\n",
    )
    assert "1 passed" in answer
    assert "error" not in answer
    assert "mutating commands 0, password attempts 0, unreadable 0" in answer
    assert "real: 1 looks by 1 checks; simulated: 0 looks by 0 checks" in answer


NEEDING = "from tests.servers.need import require\ndef test_it():\n    require('frobd not installed')\n"


def test_a_missing_program_skips_with_its_reason(tmp_path: Path) -> None:
    assert "1 skipped" in session(tmp_path, NEEDING)


def test_a_missing_program_fails_where_ci_asks_for_all(tmp_path: Path) -> None:
    answer = session(tmp_path, NEEDING, CI="true")
    assert "1 failed" in answer
    assert "CI=true, and frobd not installed" in answer
