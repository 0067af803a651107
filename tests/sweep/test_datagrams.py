"""UDP questions against this machine itself."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from leftopen import catalogue
from leftopen.model.question import Question
from leftopen.net.gate import Gate
from leftopen.sweep.datagrams import LONGEST_ANSWER, Asked, answering_datagrams, at_ports
from leftopen.sweep.found import Found, SweepProgress
from leftopen.sweep.targets import Targets
from tests.net.hostile import gate_of

NTP = catalogue.questions()["ntp"]
TFTP = catalogue.questions()["tftp"]
Say = Callable[[bytes], list[bytes]]


@contextlib.contextmanager
def server(
    say: Say, host: str = "127.0.0.1", *, port: int = 0, other_port: bool = False
) -> Iterator[tuple[int, list[bytes]]]:
    """A UDP server at a port of its own, and what it heard. `other_port`: it answers from another one."""
    heard: list[bytes] = []
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock, socket.socket(family, socket.SOCK_DGRAM) as second:
        sock.bind((host, port))
        second.bind((host, 0))

        def serve() -> None:
            while True:
                data, sender = sock.recvfrom(70_000)
                if data == b"end":
                    return
                heard.append(data)
                for answer in say(data):
                    (second if other_port else sock).sendto(answer, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield sock.getsockname()[1], heard
        finally:
            with socket.socket(family, socket.SOCK_DGRAM) as end:
                end.sendto(b"end", sock.getsockname()[:2])
            thread.join()


def variables(asked: bytes) -> bytes:
    return b"\x16\x82" + asked[2:4] + bytes(8) + b'version="ntpd 4.2.8", system="Linux"'


async def swept(
    asked: list[Asked], host: str = "127.0.0.1/32", *, gate: Gate | None = None, start: int = 0
) -> tuple[list[Found], SweepProgress]:
    found, last = [], SweepProgress(done=0, total=0, cursor=0)
    targets = Targets([ipaddress.ip_network(host)])
    async for event in answering_datagrams(
        targets, asked, seed=3, start=start, gate=gate or gate_of(), timeout=0.3
    ):
        if isinstance(event, Found):
            found.append(event)
        else:
            last = event
    return found, last


def at(port: int, question: Question = NTP) -> list[Asked]:
    return [Asked(name="ntp", port=port, question=replace(question, ports=(port,)))]


def test_what_answers_is_found_with_its_answer() -> None:
    with server(lambda asked: [variables(asked)]) as (port, heard):
        found, last = asyncio.run(swept(at(port)))
    assert [(one.port, one.question, one.transport, one.answer) for one in found] == [
        (port, "ntp", "udp", variables(heard[0]))
    ]
    assert (last.answered, last.done, last.total, last.cursor, len(heard)) == (1, 1, 1, 1, 1)


def test_ipv6_is_asked_too() -> None:
    with server(lambda asked: [variables(asked)], "::1") as (port, _):
        found, _ = asyncio.run(swept(at(port), "::1/128"))
    assert [str(one.address) for one in found] == ["::1"]


def test_silence_is_asked_twice_and_then_believed() -> None:
    gate = gate_of()
    with server(lambda asked: []) as (port, heard):
        found, last = asyncio.run(swept(at(port), gate=gate))
    assert (found, last.silent, len(heard), gate.counts.probes) == ([], 1, 2, 2)


def test_an_answer_must_bring_back_what_nobody_can_guess() -> None:
    def forged(asked: bytes) -> list[bytes]:
        return [variables(bytes([asked[0], asked[1], asked[2] ^ 1, asked[3]])), b"", b"\x16", bytes(60_000)]

    with server(forged) as (port, _):
        assert asyncio.run(swept(at(port)))[0] == []


def test_an_answer_from_another_port_counts_only_where_the_protocol_has_it_so() -> None:
    with server(lambda asked: [variables(asked)], other_port=True) as (port, _):
        assert asyncio.run(swept(at(port)))[0] == []
    with server(lambda asked: [b"\0\5\0\1no\0"], other_port=True) as (port, _):
        found, _ = asyncio.run(swept(at(port, TFTP)))
    assert [one.port for one in found] == [port]


def test_a_thousand_answers_are_one_and_a_long_one_is_cut() -> None:
    with server(lambda asked: [variables(asked) + bytes(60_000)] * 1000) as (port, _):
        found, last = asyncio.run(swept(at(port)))
    assert ([len(one.answer) for one in found], last.answered) == ([LONGEST_ANSWER], 1)


def test_the_key_of_one_sweep_is_not_that_of_another() -> None:
    with server(lambda asked: [variables(asked)]) as (port, heard):
        for _ in range(3):
            asyncio.run(swept(at(port)))
    assert len({data[2:4] for data in heard}) > 1


def test_many_responders_are_all_found() -> None:
    """A socket on the wildcard answers for a whole network."""

    def hosts(port: int) -> set[str]:
        found, last = asyncio.run(swept(at(port), "127.31.0.0/22"))
        assert last.answered == len(found)
        return {str(one.address) for one in found}

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        sock.setsockopt(socket.IPPROTO_IP, 8, 1)  # IP_PKTINFO: which address was asked
        sock.bind(("0.0.0.0", 0))
        stop = threading.Event()

        def serve() -> None:
            sock.settimeout(0.2)
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    data, extra, _, sender = sock.recvmsg(2000, 200)
                    sock.sendmsg([variables(data)], extra, 0, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            assert len(hosts(sock.getsockname()[1])) == 1024
        finally:
            stop.set()
            thread.join()


def test_a_stop_ends_it_and_the_cursor_stays() -> None:
    async def stopped() -> SweepProgress:
        gate = gate_of()
        asyncio.get_running_loop().call_later(0.1, gate.stop)
        return (await swept(at(9), gate=gate))[1]

    with server(lambda asked: []):
        assert asyncio.run(stopped()).cursor == 0


def test_each_question_at_those_of_its_ports() -> None:
    listed = at_ports(catalogue.questions(), frozenset({53, 123}))
    assert [(one.name, one.port) for one in listed] == [("dns_recursion", 53), ("ntp", 123)]
