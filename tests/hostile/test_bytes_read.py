"""How much of what a server holds is read: by the scanner's own count, and by what left the server."""

from __future__ import annotations

import random
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from leftopen.pipeline.banner_grab import BANNER_BYTES
from leftopen.pipeline.crawl import SAMPLE_BYTES
from leftopen.pipeline.identify import TALK_BYTES
from leftopen.pipeline.random_path_control import BYTES as CONTROL_BYTES
from leftopen.pipeline.run_checks import CHECK_BYTES
from tests.hostile.bad_http import HEAD
from tests.hostile.walked import walked
from tests.pipeline.walking import contents
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import redis
from tests.servers.real import RealServer, Spot, running
from tests.servers.relay import Relay

pytestmark = pytest.mark.hostile("S8")

Place = Callable[[RealServer], Spot]
OPENERS = len({probe.opener for probe in catalogue.probes().values() if probe.opener})
# What the kernel takes in for a connection that nobody reads on.
KERNEL = 256 * 1024


def allowed(checks: int) -> int:
    """A banner for each opener and one talk; for each check its budget and the made-up path; the crawl."""
    return OPENERS * BANNER_BYTES + TALK_BYTES + checks * (CHECK_BYTES + CONTROL_BYTES) + SAMPLE_BYTES


@pytest.mark.real
def test_of_gigabytes_of_files_a_few_kilobytes_are_read(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for number in range(200):
        with (share / f"mailbox{number:03}.mbox").open("wb") as file:
            # A hole: it has the size, and takes no room.
            file.truncate(1 << 30)
    (port,) = free_ports(1, random.SystemRandom())
    command = [sys.executable, "-m", "http.server", "-b", LOOPBACK, "-d", str(share), str(port)]
    program = ServerProgram(command, ports=(port,), log=tmp_path / "log")
    contents()
    program.start()
    try:
        done = walked(port, deadline=5.0)
    finally:
        program.stop()
    assert done.open == ["directory_listing_open"]
    print(f"\n200 GiB open to anyone, {done.read} bytes were read")
    assert done.read <= allowed(len(done.outcomes))
    assert done.read < 128 * 1024


@pytest.mark.real
def test_of_a_store_only_its_counters_are_read(tmp_path: Path, place: Place) -> None:
    server = redis.server
    require(server.missing())
    spot = place(server)
    (tmp_path / "config").mkdir()
    with (
        running(server, spot, "open") as store,
        looking_desk(tmp_path / "config") as workspace,
        Relay(store.port) as relay,
    ):
        lines = scanned(workspace, relay.port)
        heard = b"".join(one.heard for one in relay.recorded)
    assert [line["check"] for line in of(lines, "finding")] == ["redis_open"]
    print(f"\n{len(heard)} bytes of counters were read")
    assert len(heard) <= CHECK_BYTES
    assert b"value-" not in heard
    assert b"made-up:" not in heard


@contextmanager
def flood() -> Iterator[tuple[int, list[int]]]:
    """A port, and for each connection there how many bytes of an endless page the kernels took."""
    took: list[int] = []
    listener = socket.create_server((LOOPBACK, 0))
    listener.settimeout(0.1)
    done = threading.Event()

    def pour(connection: socket.socket) -> None:
        # As little as can be on this side, so that what was taken is on the other.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        connection.settimeout(5)
        sent = 0
        try:
            connection.recv(1000)
            connection.sendall(HEAD + b"\r\n")
            while sent < 1 << 30:
                sent += connection.send(b"A" * 65536)
        except OSError:
            took.append(sent)
        finally:
            connection.close()

    def serve() -> None:
        while not done.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            pour(connection)

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield listener.getsockname()[1], took
    finally:
        done.set()
        serving.join()
        listener.close()


@pytest.mark.hostile("H4")
def test_of_an_endless_page_little_leaves_the_server() -> None:
    contents()
    with flood() as (port, took):
        done = walked(port)
    assert done.seen.module == "http"
    assert done.read <= allowed(len(done.outcomes))
    assert took
    assert max(took) < TALK_BYTES + KERNEL
    print(f"\nof pages of 1 GiB at most {max(took)} bytes left the server")
