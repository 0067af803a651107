"""The streams, of a real server: soon, whole, filtered, and silent where silence was asked for."""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx2
import pytest

from leftopen.model.api_key import Right
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.permission import Role
from leftopen.model.user import User
from leftopen.model.verdict import ExposureKind, opened
from leftopen.service.alerts import alerts
from leftopen.service.identity import accounts, api_keys
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.alerts import AlertWriter
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.web.api_state import MOST_STREAMS
from tests.store.samples import NOON, look, seen
from tests.web.served import Served

pytestmark = pytest.mark.slow
SOON_S = 6.0
FRESH = iter(range(1_000_000))
OF_ONE = MOST_STREAMS // 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open stream; `line` waits for the next line that is not empty."""

    connection: http.client.HTTPConnection
    answer: http.client.HTTPResponse

    def line(self) -> Any:
        while True:
            line = self.answer.readline()
            assert line.endswith(b"\n"), "the stream ended"
            if line.strip():
                return json.loads(line)

    def silent(self, seconds: float) -> bool:
        """Nothing at all comes for so long, and the connection stays."""
        assert self.connection.sock is not None
        self.connection.sock.settimeout(seconds)
        try:
            return self.answer.readline() is None
        except TimeoutError:
            return True


@contextmanager
def stream(server: Served, path: str, **params: str) -> Iterator[Open]:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
    try:
        connection.request("GET", f"{quote(path)}?{urlencode({'key': server.key, **params})}")
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        yield Open(connection=connection, answer=answer)
    finally:
        connection.close()


def another_key(
    server: Served, name: str, until: datetime | None, networks: Sequence[str] = (), owner: User | None = None
) -> str:
    """Its token; the server knows it after a second at most."""
    _, token = api_keys.add(server.workspace, name, Right.READ, until, networks=networks, owner=owner)
    end = time.monotonic() + 4
    while httpx2.get(f"{server.url}/api-info", params={"key": token}).status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.1)
    return token


def fresh(port: int = 4711, **more: object) -> Observation:
    """One that is new each time."""
    number = next(FRESH)
    return seen("203.0.113.200", port, NOON + timedelta(seconds=number), f"made up {number}", **more)


def test_what_another_process_stores_comes_soon_and_is_a_whole_banner(server: Served) -> None:
    with stream(server, "/shodan/banners") as opened_stream:
        made = fresh()
        stored = time.monotonic()
        ObservationWriter(server.workspace.store.client).add([made])
        line = opened_stream.line()
        assert time.monotonic() - stored < SOON_S
    assert line["_shodan"]["id"] == made.id
    assert line["data"] == made.data
    assert line["ip_str"] == "203.0.113.200"


def test_an_old_observation_that_is_imported_comes_too_and_nothing_twice(server: Served) -> None:
    with stream(server, "/shodan/banners") as opened_stream:
        made = [seen("203.0.113.201", 80, NOON - timedelta(days=3000 - n), f"old {n}") for n in range(1200)]
        ObservationWriter(server.workspace.store.client).add(made)
        lines = [opened_stream.line()["_shodan"]["id"] for _ in made]
        last = fresh()
        ObservationWriter(server.workspace.store.client).add([last])
        assert opened_stream.line()["_shodan"]["id"] == last.id
    assert sorted(lines) == sorted(o.id for o in made)


FILTERS: dict[str, tuple[str, dict[str, str], Callable[[], Observation], Callable[[], Observation]]] = {
    "ports": ("/shodan/ports/4712,4713", {}, lambda: fresh(4712), lambda: fresh(4714)),
    "tags": ("/shodan/tags/ics,vpn", {}, lambda: fresh(tags=("ics",)), lambda: fresh(tags=("iot",))),
    "vulns": (
        "/shodan/vulns/cve-2014-0160", {},
        lambda: fresh(blocks={"vulns": {"CVE-2014-0160": {}}}),
        lambda: fresh(blocks={"vulns": {"!CVE-2014-0160": {}}}),
    ),
    "custom": (
        "/shodan/custom", {"query": "port:4712 product:Made"},
        lambda: fresh(4712, product="Made up"), lambda: fresh(4712, product="Other"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_a_stream_lets_through_what_it_is_named_for(server: Served, name: str) -> None:
    path, params, wanted, unwanted = FILTERS[name]
    with stream(server, path, **params) as opened_stream:
        yes = wanted()
        ObservationWriter(server.workspace.store.client).add([unwanted(), yes, unwanted()])
        assert opened_stream.line()["_shodan"]["id"] == yes.id


def test_a_heartbeat_is_an_empty_line_and_without_them_nothing_is_said(server: Served) -> None:
    """Both at once, as there is one every ten seconds."""
    quiet = stream(server, "/shodan/ports/1", heartbeat="False")
    with quiet as silent, stream(server, "/shodan/ports/1") as opened_stream:
        assert opened_stream.answer.readline() == b"\n"
        assert silent.silent(2.0)


def test_an_alert_names_itself_and_what_fired(server: Served) -> None:
    alert = alerts.create(server.workspace, "Ours", ["198.19.200.0/25"], 0)
    alerts.enable(server.workspace, alert.id, ["open_database", "new_service"])
    for port, path in ((80, f"/shodan/alert/{alert.id}"), (81, "/shodan/alert")):
        alerts.ignore(server.workspace, alert.id, "new_service", f"198.19.200.4:{port}")
        new, silent, database = (seen(f"198.19.200.{n}", port, NOON, f"made up {n}") for n in (3, 4, 5))
        outside = seen("198.19.200.130", port, NOON, "outside")
        with stream(server, path) as opened_stream:
            ObservationWriter(server.workspace.store.client).add([outside, new, silent, database])
            ObservationWriter(server.workspace.store.client).add_judged(
                [look(database, opened(ExposureKind.DATA, "made up"))]
            )
            # A stream of alerts begins with the last minute's scans, which other tests may have asked for.
            answer = iter(opened_stream.line, None)
            ours = (line for line in answer if line["ip_str"].startswith("198.19.200."))
            lines = {line["ip_str"]: line for line in islice(ours, 3)}
        fired = {ip: line["_shodan"]["alert"] for ip, line in lines.items()}
        assert {ip: response["trigger"] for ip, response in fired.items()} == {
            "198.19.200.3": "new_service",
            "198.19.200.4": None,
            "198.19.200.5": "open_database",
        }
        assert {(response["id"], response["name"]) for response in fired.values()} == {(alert.id, "Ours")}
    AlertWriter(Changes(server.workspace.store.records)).remove(alert.id)


def test_a_removed_key_ends_its_streams_and_what_is_stored_then_is_not_for_it(server: Served) -> None:
    token = another_key(server, "short-lived", None)
    paths = ("/shodan/banners", "/shodan/custom")
    with ExitStack() as all_of_them:
        opened_streams = [
            all_of_them.enter_context(stream(server, path, key=token, query="port:4711")) for path in paths
        ]
        others = all_of_them.enter_context(stream(server, "/shodan/banners"))
        before, after = fresh(), fresh()
        ObservationWriter(server.workspace.store.client).add([before])
        assert [one.line()["_shodan"]["id"] for one in opened_streams] == [before.id] * 2
        api_keys.remove(server.workspace, "short-lived")
        removed = time.monotonic()
        ObservationWriter(server.workspace.store.client).add([after])
        assert [one.answer.read().strip() for one in opened_streams] == [b""] * 2
        assert time.monotonic() - removed < SOON_S
        assert [others.line()["_shodan"]["id"] for _ in range(2)] == [before.id, after.id]


def test_a_key_that_is_over_ends_its_streams(server: Served) -> None:
    until = server.workspace.clock() + timedelta(seconds=5)
    token = another_key(server, "dated", until)
    with stream(server, "/shodan/ports/1", key=token) as opened_stream:
        assert opened_stream.answer.read().strip() == b""
        assert until <= server.workspace.clock() < until + timedelta(seconds=SOON_S)
    api_keys.remove(server.workspace, "dated")


EVERY = (
    "/shodan/banners", "/shodan/asn/AS64496", "/shodan/countries/US", "/shodan/ports/4711",
    "/shodan/tags/ics", "/shodan/vulns/cve-2014-0160", "/shodan/custom", "/shodan/alert", "/shodan/alert/ID",
)  # fmt: skip
NEAR = "203.0.113.208/30"
SAYS: dict[str, Any] = {
    "tags": ("ics",), "blocks": {"vulns": {"CVE-2014-0160": {}}},
    "location": Location(country_code="US", country_name="United States", asn=64496),
}  # fmt: skip


def test_every_stream_is_among_these(server: Served) -> None:
    document = server.json("/openapi.json")["paths"]
    paths = [path for path, methods in document.items() if methods.get("get", {}).get("tags") == ["stream"]]
    patterns = [re.compile(re.sub(r"\{[a-z]+\}", "[^/]+", path)) for path in paths]
    assert all(any(pattern.fullmatch(path) for path in EVERY) for pattern in patterns)
    assert len(patterns) == len(EVERY)


def test_a_key_hears_of_its_own_networks_only(server: Served) -> None:
    """Of every stream there is: what is near comes, and nothing of what was stored before it elsewhere."""
    token = another_key(server, "part", None, networks=(NEAR,))
    far = alerts.create(server.workspace, "all of it", ["203.0.113.0/24"], 0)
    ours = alerts.create(server.workspace, "near", [NEAR], 0)
    assert httpx2.get(f"{server.url}/shodan/alert/{far.id}", params={"key": token}).status_code == 404
    for path in EVERY:
        # One service for each stream: another look at a known one is no new one.
        here = seen("203.0.113.209", 4711, NOON + timedelta(seconds=next(FRESH)), f"near, {path}", **SAYS)
        with stream(server, path.replace("ID", ours.id), key=token, query="port:4711") as opened_stream:
            ObservationWriter(server.workspace.store.client).add([fresh(**SAYS)])
            ObservationWriter(server.workspace.store.client).add([here])
            answer = iter(opened_stream.line, None)
            line = next(line for line in answer if line["_shodan"]["id"] == here.id or outside(line))
        assert line["ip_str"] == "203.0.113.209", path
        if "/alert" in path:
            assert line["_shodan"]["alert"]["name"] == "near"
    for alert in (far, ours):
        AlertWriter(Changes(server.workspace.store.records)).remove(alert.id)
    api_keys.remove(server.workspace, "part")


def outside(line: dict[str, Any]) -> bool:
    return ipaddress.ip_address(line["ip_str"]) not in ipaddress.ip_network(NEAR)


def test_a_stream_ends_where_its_key_sees_less_than_before(server: Served) -> None:
    user, _ = accounts.invite(server.workspace, "listener", Role.VIEWER, (), by="a test")
    token = another_key(server, "of the listener", None, owner=user)
    users = UserWriter(Changes(server.workspace.store.records))
    some, locked_out = replace(user, networks=("192.0.2.0/24",)), replace(user, disabled=True)
    for less in (some, locked_out):
        with stream(server, "/shodan/banners", key=token) as opened_stream:
            users.change(user.id, lambda _, less=less: less)  # type: ignore[misc]
            ObservationWriter(server.workspace.store.client).add([fresh()])
            assert opened_stream.answer.read().strip() == b""
    users.remove(user.id)


def test_a_removed_alert_has_no_stream(server: Served) -> None:
    assert "there is no alert" in server.get("/shodan/alert/NOBODY").json()["error"]


def test_many_that_come_at_once_are_counted_too(server: Served) -> None:
    """Also while none of them has begun."""
    address = urlsplit(server.url)
    asked = f"GET /shodan/ports/1?key={server.key} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with ExitStack() as all_of_them:
        opened = [
            all_of_them.enter_context(socket.create_connection((address.hostname, address.port), timeout=30))
            for _ in range(2 * MOST_STREAMS)
        ]
        for one in opened:
            one.sendall(asked)
        answers = Counter(one.recv(12) for one in opened)
    assert answers == {b"HTTP/1.1 200": OF_ONE, b"HTTP/1.1 429": 2 * MOST_STREAMS - OF_ONE}
    assert room_comes_back(server)


def test_streams_that_are_refused_or_left_at_once_leave_their_room(server: Served) -> None:
    address = urlsplit(server.url)
    refused = Counter[int]()
    for _ in range(2 * MOST_STREAMS):
        refused[server.get("/shodan/ports/http").status_code] += 1
        with socket.create_connection((address.hostname, address.port), timeout=30) as left:
            left.sendall(f"GET /shodan/ports/1?key={server.key} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    # Those that were left are noticed a moment later, and until then they count.
    assert refused.keys() <= {400, 429}
    assert refused[400] >= OF_ONE
    assert room_comes_back(server)


def test_streams_are_counted_and_a_closed_one_makes_room(server: Served) -> None:
    with ExitStack() as all_of_them:
        for _ in range(OF_ONE):
            all_of_them.enter_context(stream(server, "/shodan/ports/1"))
        refused = server.get("/shodan/ports/1")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
        assert f"you have {OF_ONE} of {OF_ONE} open streams" in refused.json()["error"]
        other = another_key(server, "another", None)
        all_of_them.enter_context(stream(server, "/shodan/ports/1", key=other))
    api_keys.remove(server.workspace, "another")
    assert room_comes_back(server)


def room_comes_back(server: Served) -> bool:
    """For as many as one key may have."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            with ExitStack() as all_of_them:
                for _ in range(OF_ONE):
                    all_of_them.enter_context(stream(server, "/shodan/ports/1"))
                return True
        except AssertionError:
            time.sleep(0.2)
    return False
