"""Every route, as everybody: deny by default, and looking changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace

import pytest

from leftopen.model.case import CaseEventKind
from leftopen.model.permission import PERMISSIONS, WHOLE, Permission, Role
from leftopen.service.identity.visibility import Visibility
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.scans import Scans
from leftopen.web.app import of_the_api
from leftopen.web.console.http.route import PublicAccess, Route
from leftopen.web.console.pages import installed
from tests.each import each
from tests.web.console.conftest import PART, Console
from tests.web.console.visitor import text_of

NOBODY = "nobody"
ROUTES = installed().routes
ROLES = [NOBODY, *(role.value for role in Role), "part"]
# Written by looking, and by nothing else: who is signed in, and who looked at what.
BY_LOOKING = ("sessions", "audit")
PARTS = {
    "{name}": "console.css",
    "{token}": "no-such-token",
    "{case}": "no-such-case",
    "{address}": "198.51.100.1",
}


def path_of(route: Route, console: Console) -> str:
    path = route.path
    for part, value in PARTS.items():
        path = path.replace(part, value)
    if path.startswith("/scan/"):
        return path.replace("{id}", Scans(console.workspace.store.records).list()[0].id)
    return path.replace("{id}", console.cases[5 if path.endswith("/proof") else 0].id)


def may(role: str, route: Route) -> bool:
    """By the table of roles alone."""
    if isinstance(route.needs, PublicAccess):
        return route.needs is PublicAccess.ANYBODY
    if role == NOBODY:
        return False
    if role == "part":
        return route.needs in PERMISSIONS[Role.ANALYST] - WHOLE
    return route.needs in PERMISSIONS[Role(role)]


@each("role", ROLES)
@each("route", [r for r in ROUTES if r.path != "/live"], label=lambda r: f"{r.method}{r.path}")
def test_who_may_go_where(console: Console, route: Route, role: str) -> None:
    visitor = console.visitor("" if role == NOBODY else role)
    path = path_of(route, console)
    # A form that says nothing is refused by the page, once the door has let it in.
    answer = visitor.get(path) if route.method == "GET" else visitor.post(path)
    to = answer.headers.get("location", "")
    sent_away = to.startswith("/sign-in") and to != "/sign-in?said=signed_out"
    inside = answer.status_code not in (401, 403) and not sent_away
    expected = may(role, route) or (route.needs is PublicAccess.HALF and role != NOBODY)
    assert inside is expected, (path, answer.status_code)
    if inside and route.needs is PublicAccess.HALF:
        assert answer.headers["location"] == "/"


def test_every_route_says_what_it_needs() -> None:
    assert all(isinstance(route.needs, Permission | PublicAccess) for route in ROUTES)
    open_to_all = {route.path for route in ROUTES if route.needs is PublicAccess.ANYBODY}
    without_sitting = {"/passkey/options", "/sign-in/passkey", "/sign-in/issuer", "/sign-in/issuer/back"}
    without_sitting |= {"/join/{token}/issuer"}
    without_sitting |= {f"/owner/{{token}}{rest}" for rest in ("", "/answer", "/look", "/proof/{case}")}
    assert open_to_all == {"/set-up/{token}", "/join/{token}", "/sign-in", "/static/{name}"} | without_sitting
    assert not [route.path for route in ROUTES if of_the_api(route.path)]


def test_what_is_open_before_a_required_second_factor_is_little_and_known() -> None:
    opened = {(route.method, route.path) for route in ROUTES if route.before_second}
    both = {(method, path) for method in ("GET", "POST") for path in ("/me/second", "/unlock")}
    keys = {("GET", "/me/passkeys/new"), ("POST", "/me/passkeys/options"), ("POST", "/me/passkeys/add")}
    rest = {("POST", "/sign-out"), ("POST", "/me/look"), ("GET", "/unlock/issuer")}
    assert opened == both | keys | rest
    assert {route.path for route in ROUTES if route.background} >= {"/live", "/search/complete"}


@pytest.mark.parametrize("path", ["/nowhere", "/case/ffff", "/users/../users", "/host/192.0.2.1", "/CASE/x"])
def test_a_stranger_can_not_tell_what_is_there(console: Console, path: str) -> None:
    answer = console.visitor().get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")
    assert console.visitor().ask("PUT", path).status_code == 401


def test_looking_changes_nothing(console: Console) -> None:
    def everything() -> dict[str, str]:
        with sqlite3.connect(console.workspace.data / "records.sqlite") as database:
            tables = [
                row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            return {
                table: hashlib.sha256(
                    repr(database.execute(f"SELECT * FROM {table}").fetchall()).encode()
                ).hexdigest()
                for table in tables
                if table not in BY_LOOKING
            }

    visitor = console.visitor("admin")
    before = everything()
    for route in ROUTES:
        if route.method == "GET" and route.path != "/live":
            visitor.get(path_of(route, console))
    assert everything() == before


def test_what_is_outside_of_a_part_is_not_there_at_all(console: Console) -> None:
    part, whole = console.visitor("part"), console.visitor("analyst")
    inside = [case for case in console.cases if part.get(f"/case/{case.id}").status_code == 200]
    outside = [case for case in console.cases if case not in inside]
    assert inside
    assert outside
    assert all(int(case.address.rsplit(".", 1)[1]) < 8 for case in inside)
    missing = part.get("/case/00000000")
    for case in outside:
        assert whole.get(f"/case/{case.id}").status_code == 200
        for path in (f"/case/{case.id}", f"/case/{case.id}/proof", f"/host/{case.address}"):
            assert part.get(path).status_code == 404, path
        for verb in ("decide", "note", "verify", "evidence"):
            fields = {"action": "acknowledge", "version": "1", "text": "x"}
            assert part.post(f"/case/{case.id}/{verb}", **fields).status_code == 404, verb
    assert missing.status_code == 404
    listed = {line["id"] for line in part.get("/exposures?state=all&format=json").json()}
    assert listed == {case.id for case in inside}


def test_what_is_hidden_answers_as_what_is_not_there(console: Console) -> None:
    """By its id or by how that begins: no answer tells of an id that is not one's own to see."""
    part, whole = console.visitor("part"), console.visitor("admin")
    hidden = next(case.id for case in console.cases if part.get(f"/case/{case.id}").status_code == 404)
    ids = [case.id for case in console.cases]
    shared = next(a for a in "0123456789abcdef" if sum(id.startswith(a) for id in ids) > 1)
    for id in (hidden, hidden[:12], shared, "f" * 32, "zz"):
        for answer in (part.get(f"/case/{id}"), part.post(f"/case/{id}/comment", text="x")):
            assert answer.status_code == 404
            assert f"there is no case {id[:8]!r}" in text_of(answer)
            assert not [one for one in ids if one[:12] in answer.text and one[:12] not in id]
        ticked = part.post("/exposures", action="acknowledge", because="x", case=[f"{id}:1"])
        assert f"there is no case {id[:8]!r}" in text_of(ticked)
    assert whole.get(f"/case/{hidden[:12]}").status_code == 404, "the console asks by the whole id"
    assert whole.get(f"/case/{hidden}").status_code == 200


def test_a_hidden_scan_answers_as_one_that_is_not_there(anew: Console) -> None:
    users, [scan, *_] = (
        UserWriter(Changes(anew.workspace.store.records)),
        Scans(anew.workspace.store.records).list(),
    )
    users.change(anew.users["part"].id, lambda old: replace(old, role=Role.SCANNER_ADMIN))
    part = anew.visitor("part")
    for id in (scan.id, scan.id[:12], "f" * 32):
        answer = part.get(f"/scan/{id}")
        assert answer.status_code == 404
        assert f"scan {id[:8]!r} not found" in text_of(answer)
    assert anew.visitor("admin").get(f"/scan/{scan.id}").status_code == 200


def test_whether_it_may_be_scanned_is_said_of_ones_own_part_only(anew: Console) -> None:
    users = UserWriter(Changes(anew.workspace.store.records))
    users.change(anew.users["part"].id, lambda old: replace(old, role=Role.SCANNER_ADMIN))
    part = anew.visitor("part")
    response = text_of(part.get("/scope?check=198.51.100.1"))
    assert "Yes" in response
    assert "R. Moreau" not in response, "whose authorisation is wider than the account's networks"
    assert "R. Moreau" in text_of(anew.visitor("admin").get("/scope?check=198.51.100.1"))
    for address in ("198.51.100.9", "192.0.2.1", "2001:db8::1"):
        answer = part.get(f"/scope?check={address}")
        assert answer.status_code == 400
        assert "outside the networks that your account can see" in text_of(answer)
        assert "R. Moreau" not in answer.text
    assert "is not a valid IP address" in text_of(part.get("/scope?check=host9.example.org"))
    assert anew.visitor("admin").get("/scope?check=198.51.100.9").status_code == 200


def test_a_case_says_nothing_of_a_hidden_one_that_it_is_linked_to(anew: Console) -> None:
    part, whole = anew.visitor("part"), anew.visitor("admin")
    sees = Visibility((PART,)).sees
    near, other, *_ = (case for case in anew.cases if sees(case.address) and case.state == "open")
    far = next(case for case in anew.cases if not sees(case.address))
    for one in (other, far):
        body = {"other": one.id, "because": "the same check"}
        records = CaseWriter(Changes(anew.workspace.store.records))
        records.append(near.id, CaseEventKind.LINKED, anew.workspace.clock(), "leftopen", body)
    paths = (f"/case/{near.id}", f"/host/{near.address}", "/exposures?state=all", "/")
    for path in paths:
        json = f"{path}{'&' if '?' in path else '?'}format=json"
        answer = part.get(json).text
        assert far.id not in answer, path
        assert other.id in answer, path
        assert far.id in whole.get(json).text, path
    assert "the same check" in part.get(f"/case/{near.id}?format=json").text


def test_a_proof_that_names_a_hidden_case_is_for_who_sees_both(anew: Console) -> None:
    part, whole, sees = anew.visitor("part"), anew.visitor("admin"), Visibility((PART,)).sees
    near = next(case for case in anew.cases if sees(case.address) and case.state == "closed")
    seen, hidden = (
        next(case for case in anew.cases if sees(case.address) is inside and case.id != near.id)
        for inside in (True, False)
    )
    records = CaseWriter(Changes(anew.workspace.store.records))
    for other, status in ((seen, 200), (hidden, 400)):
        body = {"other": other.id, "because": "the same check"}
        records.append(near.id, CaseEventKind.LINKED, anew.workspace.clock(), "leftopen", body)
        answer = part.get(f"/case/{near.id}/proof")
        assert (answer.status_code, hidden.id in answer.text) == (status, False)
    assert hidden.id in whole.get(f"/case/{near.id}/proof").text


@pytest.mark.parametrize(
    "query",
    ["", "port:6379", "net:198.51.100.0/24", "port:80 OR port:443", "-net:198.51.100.0/29", "redis OR nginx"],
)
def test_no_search_reaches_around_a_part(console: Console, query: str) -> None:
    found = console.visitor("part").ask("GET", "/search", params={"q": query, "format": "json"}).json()
    assert all(int(line["ip_str"].rsplit(".", 1)[1]) < 8 for line in found["matches"])
    assert found["total"] <= 24


@pytest.mark.parametrize("query", ["x) OR (y", ") OR port:1-65535 (", '"', "(", "a OR", "-"])
def test_a_broken_search_is_said_and_asks_nothing(console: Console, query: str) -> None:
    answer = console.visitor("part").ask("GET", "/search", params={"q": query, "format": "json"})
    assert answer.status_code == 400
    assert "position" in answer.json()
