"""UDP services from the sweep to a case, and back to a closure; servers of Debian where it has them."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.demo.program import ServerProgram
from leftopen.errors import BadPorts
from leftopen.model.case import Case
from leftopen.model.verdict import Reason, State
from leftopen.service.scanning import udp_questions
from leftopen.service.scanning.plan import plan
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from tests.servers.need import missing
from tests.service.office import Line, office, scanned
from tests.sweep.test_datagrams import server

HOST = "127.83.19.7"
RESOURCES = b'\x60\x45%b\xbb\xc1\x28\xff</>;title="made up",</time>;rt="ticks"'
DENIED = b"\x60\x81%b\xbb"


@contextmanager
def things(answers: list[bytes], port: int = 5683) -> Iterator[list[bytes]]:
    """A CoAP server that says one of these after the other, and the last one from then on."""

    def say(asked: bytes) -> list[bytes]:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [answer.replace(b"%b", asked[2:4])]

    with server(say, HOST, port=port) as (_, heard):
        yield heard


def scan_udp(workspace: Workspace, ports: str) -> list[Line]:
    return scanned(workspace, [ports], words=HOST)  # type: ignore[list-item]


def one_case(workspace: Workspace) -> Case:
    [case] = Cases(workspace.store.records).list(None)
    return case


def test_a_question_becomes_a_case_and_is_asked_once(tmp_path: Path) -> None:
    with things([RESOURCES]) as heard, office(tmp_path) as workspace:
        lines = scan_udp(workspace, "U:5683")
        case = one_case(workspace)
        [seen] = workspace.store.observations.search("transport:udp")
    assert len(heard) == 1
    [line] = [one for one in lines if one["type"] == "observation"]
    assert (line["transport"], line["port"], line["product"]) == ("udp", 5683, "CoAP server")
    [verdict] = [one for one in lines if one["type"] == "verdict"]
    assert (verdict["verdict"], verdict["check"]) == ("open", "coap_open")
    assert case.check == "coap_open"
    assert seen.endpoint.label == f"{HOST}:5683/udp"
    summary = lines[-1]
    assert (summary["swept"], summary["total"], summary["found"], summary["open"]) == (1, 1, 1, 1)


def test_a_refusal_of_the_product_and_of_the_host_are_told_apart(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        with things([RESOURCES]):
            scan_udp(workspace, "U:5683")
        case = one_case(workspace)
        with things([DENIED]):
            denied = asyncio.run(verify(workspace, case.id))
        gone = asyncio.run(verify(workspace, case.id))
        with things([b"HTTP/1.1 200 OK\r\n\r\n"]):
            other = asyncio.run(verify(workspace, case.id))
    assert (denied.judged.verdict.state, denied.judged.verdict.reason) == (State.CLOSED, Reason.FORBIDDEN)
    assert (gone.judged.verdict.state, gone.judged.verdict.reason) == (State.UNKNOWN, Reason.REFUSED)
    assert (other.judged.verdict.state, other.judged.verdict.reason) == (State.UNKNOWN, Reason.TIMEOUT)


def test_tcp_and_udp_in_one_scan_are_counted_together(tmp_path: Path) -> None:
    with things([RESOURCES]), office(tmp_path) as workspace:
        summary = scan_udp(workspace, "T:1,2,U:5683")[-1]
        same = scan_udp(workspace, "U:5683,T:1,2")[-1]
    assert (summary["swept"], summary["total"], summary["found"]) == (3, 3, 1)
    assert (same["swept"], same["total"], same["found"]) == (3, 3, 1)


def test_silence_is_no_service(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        lines = scan_udp(workspace, "udp")
        assert Cases(workspace.store.records).list(None) == []
    assert (lines[-1]["found"], lines[-1]["swept"]) == (0, len(catalogue.questions()))


def test_the_plan_names_each_question_with_its_bytes(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        line = asyncio.run(plan(workspace, (HOST,), "80,U:123,5683")).line()
    assert (line["probes"], line["datagrams"]) == (3, {"coap": 21, "ntp": 12})


def test_a_port_without_a_question_is_refused_in_words() -> None:
    with pytest.raises(BadPorts, match="UDP port 9 has no question; there are 17, 19, 53"):
        udp_questions.ports("U:9")
    with pytest.raises(BadPorts, match="stand after U:, as in"):
        udp_questions.ports("X:9")


def test_memcached_of_debian_over_udp(tmp_path: Path) -> None:
    program = shutil.which("memcached")
    if program is None:
        missing("memcached")
    words = [program, "-l", HOST, "-p", "11211", "-U", "11211", "-u", "root", "-m", "64"]
    log = tmp_path / "memcached.log"
    running = ServerProgram(words, ports=(), log=log)
    running.start()
    try:
        wait_for(11211)
        with office(tmp_path) as workspace:
            lines = scan_udp(workspace, "U:11211")
            [seen] = workspace.store.observations.search("transport:udp")
    finally:
        running.stop()
    assert [one["check"] for one in lines if one["type"] == "finding"] == ["memcached_udp_open"]
    assert seen.product == "memcached"
    assert seen.version[0].isdigit()


def wait_for(port: int) -> None:
    """Until it answers over TCP."""
    for _ in range(100):
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            continue
