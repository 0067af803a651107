"""Scans over the web: what is refused, what waits, what is done."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from leftopen.store.records.entities.identity.audit import Audit
from tests.web.inside import Inside

HERE = "127.83.22.2"


class _Silent(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"220 made up\r\n")


@pytest.fixture
def port() -> Iterator[int]:
    with socketserver.ThreadingTCPServer((HERE, 0), _Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join()


def done(inside: Inside, id: str, seconds: float = 60.0) -> Any:
    end = time.monotonic() + seconds
    while True:
        status = inside.json(f"/shodan/scan/{id}")
        assert status["status"] in ("QUEUE", "PROCESSING", "DONE")
        if status["status"] == "DONE":
            return status
        assert time.monotonic() < end, status
        time.sleep(0.2)


@pytest.mark.slow
def test_a_scan_of_one_port_is_done_and_can_be_found(inside: Inside, port: int) -> None:
    made = inside.form("/shodan/scan", ips=f'{{"{HERE}": [[{port}, "ftp"]]}}', force="False")
    assert made.status_code == 200, made.text
    assert made.json()["count"] == 1
    id = made.json()["id"]
    assert done(inside, id)["said"] == ""
    assert inside.json("/shodan/host/count", query=f"scan:{id}")["total"] == 1
    [listed] = [one for one in inside.json("/shodan/scans")["matches"] if one["id"] == id]
    assert (listed["status"], listed["size"]) == ("DONE", 1)
    assert inside.key not in str(listed)
    assert inside.json("/shodan/scans", page=5)["matches"] == []


@pytest.mark.slow
def test_a_body_of_json_is_taken_too(inside: Inside, port: int) -> None:
    body = {"ips": {HERE: [[port, "ftp"]]}}
    made = inside.client.post("/shodan/scan", params={"key": inside.key}, json=body)
    assert made.status_code == 200, made.text
    done(inside, made.json()["id"])


@pytest.mark.parametrize(
    ("ips", "said"),
    [
        ("192.0.2.7", "documentation"),
        ("8.8.8.8", "no scope record covers 8.8.8.8"),
        ("127.0.0.1,9.9.9.9", "no scope record covers 9.9.9.9"),
        ("169.254.169.254", "never scanned"),
        ("224.0.0.1", "never scanned"),
        ("127.0.0.0/8", "exceed the limit of"),
        ("www.example.org", "is not a valid IP address"),
        ("", "contains no address"),
        ('{"127.0.0.1": "x"}', "must have this form"),
        ('{"127.0.0.1": [[0, "x"]]}', "is not a valid port"),
        ("127.0.0.1/8", "host bits"),
    ],
)
def test_what_is_out_of_scope_or_no_target_is_refused_in_a_sentence(
    inside: Inside, ips: str, said: str
) -> None:
    answer = inside.form("/shodan/scan", ips=ips)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_a_refusal_is_in_the_audit(inside: Inside) -> None:
    inside.form("/shodan/scan", ips="9.9.9.9")
    [newest] = Audit(inside.workspace.store.records).list(1)
    assert (newest.what, newest.subject) == ("refused scan", "9.9.9.9/32")
    assert newest.actor.startswith("key ")


def test_the_internet_is_never_scanned(inside: Inside) -> None:
    assert (
        "Internet-wide scans are not supported"
        in inside.form("/shodan/scan/internet", port="80", protocol="http").text
    )


def test_what_can_be_scanned_is_listed(inside: Inside) -> None:
    assert 6379 in inside.json("/shodan/ports")
    assert "redis" in inside.json("/shodan/protocols")
    assert inside.json("/shodan/services")["6379"] == "redis"
    assert inside.error("/shodan/scan/nothing", 404).startswith("there is no scan")
