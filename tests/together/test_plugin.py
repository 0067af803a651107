"""A run in several processes is judged as strictly as one: sessions of pytest inside a test show it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.together import ground

ROOT = Path(__file__).parents[2]
SPEAKING = """
import socket, threading
def say(wire, said):
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: listener.accept()[0].recv(100), daemon=True).start()
    with wire.relay(listener.getsockname()[1]) as relay:
        with socket.create_connection(("127.0.0.1", relay.port)) as connection:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)
    listener.close()
"""


def session(folder: Path, *, words: Sequence[str] = (), **tests: str) -> tuple[int, str]:
    """(exit code, output) of a run in two processes over one file for each of `tests`, and of what else the
    words ask for."""
    for name, text in tests.items():
        (folder / f"test_{name}.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    hostile: a\n")
    files = (f"test_{name}.py" for name in tests)
    words = ("-p", "tests.conftest", "-p", "no:cacheprovider", "-n", "2", *files, *words)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=folder, env=environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_tables_are_the_sums_of_all_processes(tmp_path: Path) -> None:
    one = (
        "def test_it(seen, wire):\n    say(wire, b'PING\\r\\n')\n"
        "    seen.record('redis_open', 'redis', state='closed')\n"
        "    seen.asked_all(32, wrong=0, closed=True)\n    seen.read_for('redis_open', {count})\n"
    )
    marked = "import pytest\n@pytest.mark.hostile('H1')\ndef test_other():\n    pass\n"
    code, answer = session(
        tmp_path, one=SPEAKING + one.format(count=100), two=SPEAKING + one.format(count=300) + marked
    )
    assert code == 0, answer
    assert "3 passed" in answer.splitlines()[-1]
    assert "real: 2 looks by 1 checks; simulated: 0 looks by 0 checks" in answer
    assert "every check asked of 2 closed servers, also where it would not apply: 64 looks" in answer
    assert "bytes read for each of 2 findings: median 200, most 300 (redis_open)" in answer
    assert "2 connections, 12 bytes sent" in answer
    assert "lines PING 2" in answer
    assert [line.split()[:3] for line in answer.splitlines() if line.startswith("H1 ")] == [
        ["H1", "1", "yes"]
    ]


def test_the_seconds_of_each_folder_are_printed_with_the_longest_tests(tmp_path: Path) -> None:
    slow = "import time\ndef test_it():\n    time.sleep(0.6)\n"
    (tmp_path / "slow").mkdir()
    for name in ("one", "two"):
        (tmp_path / "slow" / f"test_{name}.py").write_text(slow)
    _, answer = session(tmp_path, quick="def test_it():\n    pass\n", words=("--durations=5", "slow"))
    folders = answer.partition("seconds in each folder")[2].splitlines()[1:2]
    assert [line.split()[1] for line in folders] == ["slow"], answer
    assert 1.2 <= float(folders[0].split()[0]) < 30
    assert "seconds in each folder" not in session(tmp_path, quick="def test_it():\n    pass\n")[1]


def test_what_one_process_may_not_say_fails_the_run_and_is_in_its_table(tmp_path: Path) -> None:
    code, answer = session(
        tmp_path,
        bad=SPEAKING + "def test_it(wire):\n    say(wire, b'AUTH guess\\r\\n')\n",
        good=SPEAKING + "def test_it(wire):\n    say(wire, b'PING\\r\\n')\n",
    )
    assert code == 1
    assert "2 passed, 1 error" in answer
    assert "mutating commands 0, password attempts 1, unreadable 0" in answer


@pytest.mark.parametrize(
    ("counts", "why"),
    [((9000, 9000), "half of the findings took over 9000"), ((1, 70_000, 1, 1), "redis_open read 70000")],
)
def test_too_much_read_over_all_fails_the_run(tmp_path: Path, counts: tuple[int, ...], why: str) -> None:
    tests = {
        f"part{at}": f"def test_it(seen):\n    seen.read_for('redis_open', {count})\n"
        for at, count in enumerate(counts)
    }
    code, answer = session(tmp_path, **tests)
    assert code == 1
    assert why in answer
    assert f"1 failed, {len(counts)} passed" in answer.splitlines()[-1]


def test_a_process_that_dies_fails_the_run(tmp_path: Path) -> None:
    code, answer = session(
        tmp_path, dies="import os\ndef test_it():\n    os._exit(3)\n", lives="def test_it():\n    pass\n"
    )
    assert code == 1
    assert "no sums of gw" in answer


def test_each_process_has_every_port_to_itself(tmp_path: Path) -> None:
    if ground.lacking():
        pytest.skip(ground.lacking())
    held = (
        "import socket, time\ndef test_it():\n"
        "    with socket.create_server(('127.0.0.1', 20000)):\n        time.sleep(1)\n"
    )
    code, answer = session(tmp_path, one=held, two=held)
    assert code == 0, answer
    assert "each process on a loopback of its own: yes" in answer
