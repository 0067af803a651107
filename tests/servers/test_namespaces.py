from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.servers import namespaces
from tests.servers.namespaces import TARGET, Net
from tests.servers.need import require
from tests.servers.programs import python_http
from tests.servers.real import RealServer, Running, Spot

pytestmark = pytest.mark.netns


@pytest.fixture
def net() -> Iterator[Net]:
    require(namespaces.lacking())
    with namespaces.net() as made:
        yield made


@pytest.fixture
def served(net: Net, place: Callable[[RealServer], Spot]) -> Iterator[Running]:
    """A real server on the target's loopback, published."""
    spot = place(python_http.server)
    running = net.target.within(lambda: python_http.start(spot, "open"))
    net.publish(running.port)
    yield running
    running.stop()


def reaches(port: int, seconds: float = 0.5) -> bool:
    with socket.socket() as attempt:
        attempt.settimeout(seconds)
        return attempt.connect_ex((TARGET, port)) == 0


def test_both_scanners_reach_the_target_and_this_machine_does_not(net: Net, served: Running) -> None:
    assert net.scanner.within(lambda: reaches(served.port))
    assert net.second.within(lambda: reaches(served.port))
    with socket.socket() as attempt:
        assert attempt.connect_ex(("127.0.0.1", served.port)) != 0


def test_dropped_for_one_is_seen_by_the_other(net: Net, served: Running) -> None:
    net.drop(net.scanner.address)
    assert not net.scanner.within(lambda: reaches(served.port))
    assert net.second.within(lambda: reaches(served.port))
    net.allow()
    assert net.scanner.within(lambda: reaches(served.port))


def test_dropped_for_all_is_seen_by_nobody(net: Net, served: Running) -> None:
    net.drop()
    assert not net.scanner.within(lambda: reaches(served.port))
    assert not net.second.within(lambda: reaches(served.port))


def test_the_counters_start_at_zero_and_count_what_is_sent(net: Net, served: Running) -> None:
    assert (net.scanner.sent(), net.received()) == (0, 0)
    net.scanner.within(lambda: reaches(served.port))
    assert net.scanner.sent() >= 2
    assert net.received() == net.scanner.sent()
    assert net.second.sent() == 0


def test_a_packet_to_an_address_that_nobody_has_is_counted_too(net: Net) -> None:
    def knock() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knocker:
            knocker.sendto(b"x", ("192.0.2.1", 9))

    net.scanner.within(knock)
    assert net.scanner.sent() == 1


def test_loopback_inside_a_namespace_is_not_counted(net: Net) -> None:
    def alone() -> bool:
        with (
            socket.create_server(("127.0.0.1", 0)) as listener,
            socket.create_connection(listener.getsockname()),
        ):
            return True

    assert net.scanner.within(alone)
    assert net.scanner.sent() == 0


def test_what_work_raises_is_raised_outside(net: Net) -> None:
    with pytest.raises(ZeroDivisionError):
        net.scanner.within(lambda: 1 // 0)


def test_a_command_runs_inside(net: Net) -> None:
    code = "import socket; print(socket.create_server(('10.77.1.2', 0)).getsockname()[0])"
    assert net.scanner.python(code).stdout.strip() == "10.77.1.2"


def test_nothing_is_left_when_the_block_breaks_off() -> None:
    require(namespaces.lacking())
    with pytest.raises(ZeroDivisionError), namespaces.net() as net:
        raise ZeroDivisionError
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True).stdout
    assert net.target.name not in listed
