"""Names that lead elsewhere: only the addresses of the first answer are written to, and only allowed ones."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.namespaces.names import name_server
from tests.namespaces.test_nothing_is_sent import Program
from tests.namespaces.walls import left, met, note_whom
from tests.servers.namespaces import TARGET, Namespace, Net

pytestmark = pytest.mark.netns

PORT = 8080
NAME = "mail.unit.example"


@pytest.fixture
def leftopen(net: Net, tmp_path: Path) -> Program:
    note_whom(net.scanner)
    return Program(net, tmp_path)


@contextmanager
def canary(host: Namespace, address: str) -> Iterator[list[str]]:
    """Who connects to that address there, on the port that is scanned."""
    visits: list[str] = []
    listener = host.within(socket.socket)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, PORT))
    listener.listen()
    listener.settimeout(0.1)
    done = threading.Event()

    def serve() -> None:
        while not done.is_set():
            try:
                connection, whom = listener.accept()
            except TimeoutError:
                continue
            visits.append(whom[0])
            connection.close()

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield visits
    finally:
        done.set()
        serving.join()
        listener.close()


@pytest.mark.hostile("H9")
def test_of_a_name_that_turns_to_loopback_only_the_first_address_is_contacted(
    net: Net, leftopen: Program
) -> None:
    leftopen.allow(f"{TARGET}/32")
    with (
        name_server(net.scanner, TARGET, "127.0.0.1") as names,
        canary(net.scanner, "127.0.0.1") as inside,
        canary(net.target, TARGET) as outside,
    ):
        done = leftopen("scan", NAME, "--ports", str(PORT), "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["ip_str"] for line in lines if line["type"] == "observation"} == {TARGET}
    # The second time before the name is asked for as a site: its address is elsewhere now.
    assert names.asked == [NAME, NAME]
    assert outside
    assert inside == []
    assert met(net.scanner) == {TARGET}


@pytest.mark.hostile("H9")
def test_a_record_for_a_name_never_opens_the_metadata_service(net: Net, leftopen: Program) -> None:
    with name_server(net.scanner, "169.254.169.254"):
        leftopen.allow(NAME)
        before = left(net.scanner)
        done = leftopen("scan", NAME, "--ports", str(PORT))
        assert left(net.scanner) == before
    assert done.returncode == 1
    assert "metadata" in done.stderr


@pytest.mark.hostile("H10")
@pytest.mark.parametrize("address", [TARGET, "198.18.0.9", "192.0.2.1"])
def test_a_name_whose_address_nobody_authorised_gets_nothing(
    net: Net, leftopen: Program, address: str
) -> None:
    leftopen.allow("198.18.0.0/29")
    with name_server(net.scanner, address) as names:
        before = left(net.scanner)
        done = leftopen("scan", NAME, "--ports", str(PORT))
        assert left(net.scanner) == before
    assert names.asked == [NAME]
    assert done.returncode == 1
    assert address in done.stderr
    assert met(net.scanner) == set()


@pytest.mark.hostile("H10")
def test_a_record_for_a_name_does_not_authorise_a_private_address_behind_it(
    net: Net, leftopen: Program
) -> None:
    with name_server(net.scanner, TARGET):
        leftopen.allow(NAME)
        before = left(net.scanner)
        done = leftopen("scan", NAME, "--ports", str(PORT))
        assert left(net.scanner) == before
    assert done.returncode == 1
    assert "private" in done.stderr
