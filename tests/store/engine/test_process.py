"""The engine child itself, alive."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed, StoreTooNew
from leftopen.store.engine import spawn
from leftopen.store.engine.client import ATTEMPTS, Client
from leftopen.store.engine.process import over, resident_bytes
from tests.store.samples import MEMORY, engine, engine_pid

CHILD = "from leftopen.store.engine.process import main; main()"


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    """One that has ended and only waits to be counted by its parent is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_process_of_the_client_never_imports_chdb(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from leftopen.store import Store\n"
        "with Store.open(Path(sys.argv[1])) as store: assert store.observations.count('') == 0\n"
        "assert not [name for name in sys.modules if name.startswith('chdb')]"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, timeout=60)


def test_the_child_leaves_when_nobody_has_been_there_for_a_while(tmp_path: Path) -> None:
    with engine(tmp_path, idle=0.3) as client:
        client.query("SELECT 1")
        pid = engine_pid(tmp_path)
        time.sleep(0.8)
        assert alive(pid), "a client that is still open keeps it"
    assert until(lambda: not alive(pid))
    assert not (tmp_path / "engine.sock").exists()
    with engine(tmp_path, idle=0.3) as client:
        assert client.query("SELECT 1 AS one") == [{"one": 1}]
        assert engine_pid(tmp_path) != pid


def test_the_child_leaves_when_its_folder_is_gone(tmp_path: Path) -> None:
    with engine(tmp_path, idle=600) as client:
        client.query("SELECT 1")
        pid = engine_pid(tmp_path)
        (tmp_path / "engine.sock").unlink()
        assert until(lambda: not alive(pid))


def test_its_socket_and_its_files_are_its_owners_only(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        client.query("SELECT 1")
        for name in ("engine.sock", "engine.lock", "engine.log", "engine"):
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077 == 0, name


def test_a_second_child_says_busy_and_exits_at_once(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        client.query("SELECT 1")
        second = subprocess.run(
            [sys.executable, "-P", "-c", CHILD, str(tmp_path), str(MEMORY), "5"],
            capture_output=True, timeout=20,
        )  # fmt: skip
        assert second.stdout == b"busy\n"
        assert client.query("SELECT 1 AS one") == [{"one": 1}]


def test_ten_clients_at_the_same_time_share_one_child(tmp_path: Path) -> None:
    clients = [Client.local(tmp_path, MEMORY, idle=1) for _ in range(10)]
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda c=c: answers.append(c.query("SELECT sleep(0.1) AS s")))
        for c in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    assert answers == [[{"s": 0}]] * 10


def test_a_terminated_child_ends_within_a_second(tmp_path: Path) -> None:
    with engine(tmp_path, idle=600) as client:
        client.query("SELECT 1")
        pid = engine_pid(tmp_path)
        os.kill(pid, signal.SIGTERM)
        assert until(lambda: not alive(pid), 1)
        assert client.query("SELECT 1 AS one") == [{"one": 1}]


def test_a_kill_is_one_loss_however_many_connections_it_ends(tmp_path: Path) -> None:
    """Each of those that wait for a next query is of the dead child, and none counts as another try."""
    with engine(tmp_path, idle=600) as client:
        with ThreadPoolExecutor(2 * ATTEMPTS) as threads:
            for _ in threads.map(lambda _: client.query("SELECT sleep(0.5)"), range(2 * ATTEMPTS)):
                pass
        os.kill(engine_pid(tmp_path), signal.SIGKILL)
        assert client.query("SELECT 1 AS one") == [{"one": 1}]


def test_it_is_no_child_of_ours_and_not_of_our_terminal(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        client.query("SELECT 1")
        pid = engine_pid(tmp_path)
        assert os.getsid(pid) != os.getsid(0)
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def test_a_folder_with_a_strange_name_and_a_very_long_path_works(tmp_path: Path) -> None:
    deep = tmp_path / "a b?c=d&{e}*'é%41" / ("x" * 120)
    deep.mkdir(parents=True)
    with engine(deep) as client:
        client.command("CREATE TABLE IF NOT EXISTS t (a UInt8) ENGINE = MergeTree ORDER BY a")
        client.insert("t", [{"a": 1}], key="a")
        assert client.query("SELECT a FROM t") == [{"a": 1}]


def test_an_engine_of_a_newer_leftopen_is_refused_in_one_line(tmp_path: Path) -> None:
    with engine(tmp_path, idle=0.1) as client:
        client.command("INSERT INTO migrations (version) VALUES (9999)")
        pid = engine_pid(tmp_path)
    assert until(lambda: not alive(pid))
    with engine(tmp_path) as client, pytest.raises(StoreTooNew, match=r"9999.*update leftopen") as caught:
        client.query("SELECT 1")
    assert "\n" not in str(caught.value)


def test_an_engine_that_cant_open_its_files_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "engine").write_text("not a folder")
    with engine(tmp_path) as client, pytest.raises(StoreFailed, match=r"cannot start.*engine\.log") as caught:
        client.query("SELECT 1")
    assert "\n" not in str(caught.value)


def test_a_greedy_question_is_refused_and_the_engine_stays_under_its_cap(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        client.query("SELECT 1")
        pid = engine_pid(tmp_path)
        with pytest.raises(StoreFailed, match="memory limit"):
            client.query("SELECT length(groupArray(toString(number))) AS n FROM numbers(200000000)")
        assert engine_pid(tmp_path) == pid
        assert client.query("SELECT 1 AS one") == [{"one": 1}]
        assert spawn.overgrown(tmp_path) == 0
        peak = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmHWM" in line)
        assert int(peak.split()[1]) * 1024 < MEMORY


def test_a_cap_that_the_engine_cant_live_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="512 MiB"):
        Client.local(tmp_path, 100 * 1024**2)


def test_a_process_is_over_its_cap_above_it_and_not_at_it() -> None:
    assert (over(11, 10), over(10, 10)) == (True, False)
    assert 10_000_000 < resident_bytes() < 10_000_000_000


def test_a_stranger_at_the_socket_gets_an_error_and_no_crash(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        client.query("SELECT 1")
        for wire in (b"\x00\xff" * 50 + b"\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b""):
            with socket.socket(socket.AF_UNIX) as raw:
                raw.settimeout(5)
                raw.connect(str(tmp_path / "engine.sock"))
                raw.sendall(wire)
                raw.shutdown(socket.SHUT_WR)
                assert b"HTTP/1.1 200" not in raw.recv(4096)
        assert client.query("SELECT 1 AS one") == [{"one": 1}]


def test_it_starts_without_libraries_that_it_does_not_use(tmp_path: Path) -> None:
    with engine(tmp_path) as client:
        assert client.query("SELECT 1 AS one") == [{"one": 1}]
        loaded = Path(f"/proc/{engine_pid(tmp_path)}/maps").read_text()
    assert "_chdb" in loaded
    assert not [name for name in ("pyarrow", "numpy", "pandas") if f"/{name}/" in loaded]
