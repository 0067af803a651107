"""A key sees no more than its networks, and no more than the account whose key it is: on every route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote_plus

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from leftopen.model.alert import Alert
from leftopen.model.api_key import Right
from leftopen.model.job import JobState
from leftopen.model.monitor import EventKind
from leftopen.model.permission import Role
from leftopen.model.scan_job import ScanJob, ScanJobPart, to_job
from leftopen.model.scope import Effect
from leftopen.model.user import User
from leftopen.scope import file
from leftopen.service.alerts import alert_events, alerts, notifiers
from leftopen.service.exclusions import scopes
from leftopen.service.identity import accounts, api_keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.alerts import Alerts
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.store.records.entities.jobs import JobWriter
from leftopen.store.records.entities.notifiers import Notifiers
from leftopen.store.records.entities.scan_jobs import ScanJobWriter
from leftopen.web.api_state import build_api_state
from leftopen.web.app import application, build
from tests.service.office import office
from tests.store.samples import NOON, seen
from tests.web.changes_seen import change, monitored, stored
from tests.web.inside import URL
from tests.web.seen import DATABASE, SIX, WEB, observations

PART = "127.0.0.0/30"
FAR_NOTIFIER, MINE = "http://127.0.0.1:9/of-somebody-else", "http://127.0.0.1:9/mine"
FAR_MARKS = (
    WEB, DATABASE, SIX, "192.0.2.", "www.example.org", "db.example.org", "six.example.org", "nginx", "7.2.1",
    "OpenSSH", "Front door", "CVE-2023-44487", "a far alert", "of-somebody-else", "deadbeef0000000000fa",
)  # fmt: skip
"""What only what lies outside of `PART` says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """`part` sees `PART` only, `whole` everything; both may scan."""

    workspace: Workspace
    client: TestClient
    whole: str
    part: str
    far: Alert
    notifier: str

    def ask(self, token: str, method: str, path: str, **more: Any) -> Response:
        params = {"key": token, **more.pop("params", {})}
        return self.client.request(method, path, params=params, **more)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    named = {"recipients": f"{FAR_NOTIFIER} {MINE}", "notify_private": "yes"}
    with office(tmp_path_factory.mktemp("keys"), **named) as workspace:
        near = seen("127.0.0.1", 4711, NOON, "a near banner", hostnames=("near.example.org",))
        ObservationWriter(workspace.store.client).add([*observations(), near])
        _, whole = api_keys.add(workspace, "whole", Right.SCAN, None)
        _, part = api_keys.add(workspace, "part", Right.SCAN, None, networks=(PART,))
        far = alerts.create(workspace, "a far alert", ["198.51.100.0/24"], 0)
        notifier = notifiers.create(workspace, "webhook", {"url": FAR_NOTIFIER}, "of-somebody-else").id
        alerts.enable(workspace, far.id, ["any"])
        alerts.add_notifier(workspace, far.id, notifier)
        alert_events.store_events(workspace, observations()[-3:])
        ScanJobWriter(Changes(workspace.store.records)).add(
            ScanJob(
                id="deadbeef0000000000fa", key="x", created=workspace.clock(),
                parts=(ScanJobPart(words=("198.51.100.0/24",), ports="80"),), size=256,
            ),
            100,
        )  # fmt: skip
        monitor = monitored(workspace, "six.example.org", "0.0.0.0/0")
        stored(
            workspace, monitor, [change(monitor, workspace.clock(), EventKind.GONE, WEB, 443, before="nginx")]
        )
        with TestClient(build(workspace), base_url=URL) as client:
            yield Keys(workspace=workspace, client=client, whole=whole, part=part, far=far, notifier=notifier)


def questions(keys: Keys) -> list[tuple[str, str, dict[str, str]]]:
    """Every route that only reads, asked about what is far."""
    names = {
        "{ips}": f"{WEB},{DATABASE},{SIX},192.0.2.5", "{ip}": WEB, "{domain}": "example.org", "{name}": "x",
    }  # fmt: skip
    asked = {
        "/shodan/host/count": {"query": "port:443,22,6379,8000", "facets": "ip,product,org,port,hostname"},
        "/shodan/host/search": {"query": "port:443,22,6379,8000", "facets": "ip,product", "minify": "false"},
        "/api/v1/search": {"query": "port:443,22,6379,8000", "facets": "ip,product"},
        "/dns/resolve": {"hostnames": "www.example.org,db.example.org,six.example.org"},
        "/dns/reverse": {"ips": f"{WEB},{DATABASE},{SIX}"},
        "/shodan/host/search/tokens": {"query": "port:443"},
    }
    found = []
    for path, methods in application(build_api_state(keys.workspace)).openapi()["paths"].items():
        if "get" not in methods or "stream" in methods["get"]["tags"]:
            continue
        id = keys.notifier if path.startswith("/notifier") else keys.far.id
        id = "deadbeef0000000000fa" if path.startswith("/shodan/scan/") else id
        filled = path.replace("{id}", id)
        for name, value in names.items():
            filled = filled.replace(name, value)
        found.append((path, filled, asked.get(path, {})))
    return found


def reported(answer: Response) -> set[str]:
    """The marks in an answer that were not in its question."""
    asked = unquote_plus(str(answer.request.url))
    return {mark for mark in FAR_MARKS if mark in answer.text and mark not in asked}


def test_no_route_tells_a_key_of_another_network(keys: Keys) -> None:
    every = questions(keys)
    assert len(every) > 35
    shown = set()
    for path, filled, params in every:
        if reported(keys.ask(keys.whole, "GET", filled.replace("{token}", keys.whole), params=params)):
            shown.add(path)
        answer = keys.ask(keys.part, "GET", filled.replace("{token}", keys.part), params=params)
        assert answer.status_code in (200, 404), (path, answer.text)
        if path != "/openapi.json":
            assert reported(answer) == set(), path
    assert {
        "/shodan/host/count", "/shodan/host/search", "/shodan/host/{ips}", "/api/v1/search", "/{ip}",
        "/internetdb/{token}/{ip}",
        "/dns/domain/{domain}", "/dns/resolve", "/dns/reverse", "/shodan/alert/info",
        "/shodan/alert/{id}/info", "/shodan/alert/{id}/fired", "/notifier", "/notifier/{id}",
        "/notifier/{id}/fired", "/shodan/scans", "/changes.atom",
    } <= shown, "the test would pass if nobody were told anything"  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "port:1-65535", "net:0.0.0.0/0", "-port:1", "port:1 OR port:443", "ip:198.51.100.7",
        "nginx OR redis_version", "-(port:4711)", "port:443 OR -port:443", "has_ipv6:true",
        ") OR port:443 OR (",
    ],
)  # fmt: skip
def test_no_search_reaches_around_the_networks(keys: Keys, query: str) -> None:
    params = {"query": query, "facets": "ip:1000"}
    for path in ("/shodan/host/search", "/shodan/host/count"):
        answer = keys.ask(keys.part, "GET", path, params=params)
        if answer.status_code == 400:
            continue
        found = answer.json()
        assert {one["ip_str"] for one in found["matches"]} <= {"127.0.0.1"}
        assert {one["value"] for one in found["facets"]["ip"]} <= {"127.0.0.1"}
        assert found["total"] <= 1


def test_what_is_near_is_seen_as_ever(keys: Keys) -> None:
    host = keys.ask(keys.part, "GET", "/shodan/host/127.0.0.1").json()
    assert host["ports"] == [4711]
    found = keys.ask(keys.part, "GET", "/shodan/host/search", params={"query": "port:1-65535"}).json()
    assert [one["data"] for one in found["matches"]] == ["a near banner"]
    domain = keys.ask(keys.part, "GET", "/dns/domain/example.org").json()
    assert [record["value"] for record in domain["data"]] == ["127.0.0.1"]
    resolved = keys.ask(keys.part, "GET", "/dns/resolve", params={"hostnames": "near.example.org"})
    assert resolved.json() == {"near.example.org": "127.0.0.1"}


def test_a_key_changes_nothing_that_it_does_not_see(keys: Keys) -> None:
    far, id = keys.far, keys.far.id
    for method, path in (
        ("POST", f"/shodan/alert/{id}"), ("DELETE", f"/shodan/alert/{id}"),
        ("PUT", f"/shodan/alert/{id}/trigger/new_service"), ("DELETE", f"/shodan/alert/{id}/trigger/any"),
        ("PUT", f"/shodan/alert/{id}/trigger/any/ignore/127.0.0.1:80"),
        ("PUT", f"/shodan/alert/{id}/trigger/any/ignore/127.0.0.1:80/CVE-2014-0160"),
        ("DELETE", f"/shodan/alert/{id}/trigger/any/ignore/127.0.0.1:80"),
        ("PUT", f"/shodan/alert/{id}/notifier/{keys.notifier}"),
        ("DELETE", f"/shodan/alert/{id}/notifier/{keys.notifier}"),
        ("PUT", f"/notifier/{keys.notifier}"), ("DELETE", f"/notifier/{keys.notifier}"),
    ):  # fmt: skip
        body = {"json": {"filters": {"ip": ["127.0.0.1"]}}} if method == "POST" else {}
        answer = keys.ask(keys.part, method, path, **body)
        assert answer.status_code == 404, (path, answer.text)
    kept = Alerts(keys.workspace.store.records).get(id)
    assert (kept.networks, kept.notifiers, set(kept.triggers)) == (far.networks, (keys.notifier,), {"any"})
    assert Notifiers(keys.workspace.store.records).get(keys.notifier).args["url"] == FAR_NOTIFIER


@pytest.mark.parametrize("network", ["127.0.0.0/24", "127.0.0.4", "0.0.0.0/0", "::/0", "198.51.100.7"])
def test_a_key_watches_and_scans_its_own_networks_only(keys: Keys, network: str) -> None:
    asked = {"name": "mine", "filters": {"ip": ["127.0.0.1", network]}}
    before = len(alerts.list_alerts(keys.workspace))
    refused = keys.ask(keys.part, "POST", "/shodan/alert", json=asked)
    assert (refused.status_code, "outside the networks of this API key" in refused.text) == (400, True)
    assert len(alerts.list_alerts(keys.workspace)) == before
    scan = keys.ask(keys.part, "POST", "/shodan/scan", data={"key": keys.part, "ips": f"127.0.0.1,{network}"})
    assert (scan.status_code, "outside the networks of this API key" in scan.text) == (400, True)


def test_a_key_reads_no_clause_that_names_more_than_its_networks(keys: Keys) -> None:
    """What is denied may be wider than what the key sees, and is said to who sees it."""
    now, jobs = keys.workspace.clock(), JobWriter(Changes(keys.workspace.store.records))
    deny = file.record("127.0.0.0/16", authorised_by="A. Owner", until=None, now=now, effect=Effect.DENY)
    scopes.add(keys.workspace, [deny], by="admin")
    try:
        whole, part = (
            keys.client.post("/shodan/scan", data={"key": token, "ips": "127.0.0.1"})
            for token in (keys.whole, keys.part)
        )
    finally:
        scopes.remove(keys.workspace, deny.id, by="admin")
    assert (whole.status_code, part.status_code) == (400, 400)
    assert "127.0.0.0/16" in whole.text
    assert [word for word in ("127.0.0.0/16", deny.id[:8]) if word in part.text] == []
    wanted = ScanJobPart(words=("127.0.0.1",), ports="80")
    job = ScanJob(id="deadbeef0000000000ea", key="x", created=now, parts=(wanted,), size=1)
    response = "127.0.0.1 is inside 127.0.0.0/16, denied by record 0123abcd"
    assert jobs.add(replace(to_job(job), state=JobState.FAILED, said=response))
    answer = {
        token: keys.ask(token, "GET", f"/shodan/scan/{job.id}").json() for token in (keys.part, keys.whole)
    }
    assert answer[keys.part]["said"] == "not done"
    assert "127.0.0.0/16" in answer[keys.whole]["said"]


def test_its_own_alerts_and_notifiers_are_its_own(keys: Keys) -> None:
    asked = {"name": "mine", "filters": {"ip": ["127.0.0.1"]}}
    made = keys.ask(keys.part, "POST", "/shodan/alert", json=asked).json()["id"]
    form = {"provider": "webhook", "url": MINE, "description": "mine", "key": keys.part}
    notifier = keys.client.post("/notifier", data=form).json()["id"]
    assert keys.ask(keys.part, "PUT", f"/shodan/alert/{made}/notifier/{notifier}").status_code == 200
    assert keys.ask(keys.part, "PUT", f"/shodan/alert/{made}/notifier/{keys.notifier}").status_code == 404
    assert [one["id"] for one in keys.ask(keys.part, "GET", "/shodan/alert/info").json()] == [made]
    mine = keys.ask(keys.part, "GET", "/notifier").json()
    assert (mine["total"], mine["matches"][0]["id"]) == (1, notifier)
    widened = {"filters": {"ip": ["127.0.0.0/8"]}}
    assert keys.ask(keys.part, "POST", f"/shodan/alert/{made}", json=widened).status_code == 400
    assert keys.ask(keys.whole, "GET", f"/shodan/alert/{made}/info").status_code == 200
    assert keys.ask(keys.part, "DELETE", f"/shodan/alert/{made}").status_code == 200


@pytest.fixture
def owned(keys: Keys) -> Iterator[tuple[User, str]]:
    """Somebody who scans, with a key of their own that may, too."""
    user, _ = accounts.invite(keys.workspace, "owner", Role.SCANNER_ADMIN, (), by="a test")
    _, token = api_keys.add(keys.workspace, "owned", Right.SCAN, None, owner=user)
    yield user, token
    if Users(keys.workspace.store.records).named("owner") is not None:
        UserWriter(Changes(keys.workspace.store.records)).remove(user.id)


def fresh(keys: Keys) -> None:
    """What was changed beside the server counts at once, not within a second."""
    build_app: Any = keys.client.app
    build_app.app.api.app.app.state.serving.key_cache._loaded = float("-inf")


def became(keys: Keys, user: User, **fields: Any) -> None:
    UserWriter(Changes(keys.workspace.store.records)).change(user.id, lambda old: replace(old, **fields))
    fresh(keys)


def test_a_key_sees_what_its_owner_sees_and_no_more(keys: Keys, owned: tuple[User, str]) -> None:
    user, token = owned
    fresh(keys)
    asked = {"query": "port:1-65535"}
    assert keys.ask(token, "GET", "/shodan/host/count", params=asked).json()["total"] > 200
    became(keys, user, networks=(PART,))
    assert keys.ask(token, "GET", "/shodan/host/count", params=asked).json()["total"] == 1
    assert keys.ask(token, "GET", f"/{WEB}").status_code == 404


def test_a_key_may_what_its_owner_may_and_no_more(keys: Keys, owned: tuple[User, str]) -> None:
    user, token = owned
    fresh(keys)
    asked = {"name": "x", "filters": {"ip": ["127.0.0.1"]}}
    assert keys.ask(token, "POST", "/shodan/alert", json=asked).status_code == 200
    became(keys, user, role=Role.VIEWER)
    assert keys.ask(token, "POST", "/shodan/alert", json=asked).status_code == 403
    assert keys.ask(token, "GET", "/api-info").status_code == 200
    became(keys, user, role=Role.AUDITOR)
    assert keys.ask(token, "GET", "/api-info").status_code == 401


def test_a_key_ends_with_its_owner(keys: Keys, owned: tuple[User, str]) -> None:
    user, token = owned
    fresh(keys)
    assert keys.ask(token, "GET", "/api-info").status_code == 200
    became(keys, user, disabled=True)
    assert keys.ask(token, "GET", "/api-info").status_code == 401
    became(keys, user, disabled=False)
    assert keys.ask(token, "GET", "/api-info").status_code == 200
    UserWriter(Changes(keys.workspace.store.records)).remove(user.id)
    fresh(keys)
    assert keys.ask(token, "GET", "/api-info").status_code == 401
    assert "owned" not in {key.name for key in ApiKeys(keys.workspace.store.records).list()}


def test_a_key_whose_networks_its_owner_lost_opens_nothing(keys: Keys, owned: tuple[User, str]) -> None:
    user, _ = owned
    _, token = api_keys.add(
        keys.workspace, "some", Right.READ, None, owner=user, networks=(PART, "198.51.100.0/24")
    )
    fresh(keys)
    assert keys.ask(token, "GET", f"/{WEB}").status_code == 200
    became(keys, user, networks=("198.51.100.8/29", "127.0.0.0/8"))
    assert keys.ask(token, "GET", f"/{WEB}").status_code == 404
    assert keys.ask(token, "GET", f"/{DATABASE}").status_code == 200
    assert keys.ask(token, "GET", "/127.0.0.1").status_code == 200
    became(keys, user, networks=("203.0.113.0/24",))
    assert keys.ask(token, "GET", "/api-info").status_code == 401


def test_the_document_of_the_api_needs_a_key(keys: Keys) -> None:
    assert keys.client.get("/openapi.json").status_code == 401
    assert len(keys.ask(keys.part, "GET", "/openapi.json").json()["paths"]) > 40
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect", "/docs/api"):
        answer = keys.client.get(path, follow_redirects=False)
        assert answer.status_code in (303, 401), path
