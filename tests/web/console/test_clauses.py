"""Authorisations for who sees some networks only: none beyond them shows, and no denial is taken away."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as parquet
import pytest

from leftopen.model.api_key import Right
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.monitor import Monitor
from leftopen.model.notice import Notice
from leftopen.model.permission import Role
from leftopen.model.scope import Effect, ScopeRecord
from leftopen.model.severity import Severity
from leftopen.scope import file
from leftopen.service.exclusions import scopes
from leftopen.service.identity import api_keys, sessions
from leftopen.service.identity.visibility import Visibility
from leftopen.service.monitoring import monitors
from leftopen.service.outbox import items
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.monitors import MonitorWriter
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.scan_jobs import ScanJobs
from leftopen.store.records.entities.scopes import Scopes
from leftopen.web.console.http.cookies import csrf_of
from leftopen.web.console.pages import installed
from leftopen.web.shodan import stream_filters
from tests.store.notice_writer import NoticeWriter
from tests.tier import tier
from tests.web.console.conftest import PART, PASSWORD, Console
from tests.web.console.furnished import found, observed
from tests.web.console.test_matrix import path_of
from tests.web.console.visitor import HERE, Visitor, text_of

BEYOND = ("R. Moreau", "198.51.100.0/24", "contract 42")
RECORD = "243a7f9f"
OLD = (
    "Hello,\n\nRedis at {endpoint} can be read without a password.\n\n"
    "Written at 2026-11-02 10:00:00 UTC. Permission for the check: record\n"
    f"{RECORD}: 198.51.100.0/24, authorised by R. Moreau, contract 42 until\n2027-01-31 00:00 UTC.\n"
)
"""The end of a notice as older versions wrote, sent and stored it."""
INSIDE = "198.51.100.2/32"


def part_as(console: Console, role: Role) -> Visitor:
    users = UserWriter(Changes(console.workspace.store.records))
    users.change(console.users["part"].id, lambda old: replace(old, role=role))
    return console.visitor("part")


def looked_by_a_clause(console: Console, case: Case) -> None:
    """The look that closed the case is kept with its clause, as a scan keeps it."""
    workspace = console.workspace
    events = Cases(workspace.store.records).events(case.id)
    look = next(event for event in reversed(events) if event.kind is CaseEventKind.LOOKED)
    seen = observed(case.address, 6379, look.at, "")
    judged = found(seen, case.check, look.at, Severity.LOW, ()).judged
    judged = replace(judged, finding=case.finding, look=str(look.body["look"]), transcript=())
    ObservationWriter(workspace.store.client).add_judged([judged])


def told_by_a_clause(console: Console, case: Case) -> Notice:
    """Two notices in one, as they were stored and sent: with the clause."""
    one = OLD.format(endpoint=case.endpoint)
    notice = Notice(
        id="c1a05e", case=case.id, to="mailto:soc@example.org", subject=f"{case.endpoint} is readable",
        text=f"2 exposures in this message:\n\n{'-' * 72}\n{one}\n{'-' * 72}\n{one}",
        written=console.workspace.clock(), about=(items.of_case(case),),
    )  # fmt: skip
    NoticeWriter(Changes(console.workspace.store.records)).put(notice, "a.eml")
    return notice


@pytest.mark.parametrize("role", [Role.ANALYST, Role.CASE_MANAGER])
@pytest.mark.parametrize(
    ("language", "said"), [("en", "authorised, record"), ("fr", "autorisé, enregistrement")]
)
def test_a_stored_notice_shows_no_clause_to_who_sees_a_part(
    anew: Console, role: Role, language: str, said: str
) -> None:
    case = next(one for one in anew.cases if Visibility((PART,)).sees(one.address) and one.state == "open")
    stored = told_by_a_clause(anew, case)
    part, whole = part_as(anew, role), anew.visitor("case_manager")
    tongue = {"accept-language": language}
    for visitor, beyond in ((part, False), (whole, True)):
        page = visitor.ask("POST", f"/case/{case.id}/evidence", data={"csrf": csrf_of(visitor.token)},
                           headers=HERE | tongue)  # fmt: skip
        report = visitor.get(f"/case/{case.id}/report", **tongue)
        for answer in (page, report):
            assert answer.status_code == 200
            shown = text_of(answer)
            assert [one in shown for one in BEYOND] == [beyond] * 3, answer.request.url
            assert ("]/24" in shown, RECORD in shown) == (False, True)
            assert shown.count(f"{said} {RECORD}.") == (0 if beyond else 2)
    kept = Notices(anew.workspace.store.records).of(case.id)
    assert [one.notice for one in kept if one.notice.id == stored.id] == [stored], "what was sent stays"


def test_a_new_notice_quotes_the_record_only(anew: Console) -> None:
    case = next(one for one in anew.cases if one.check == "redis_open" and one.state == "open")
    manager = anew.visitor("case_manager")
    clause = Findings(anew.workspace.store.records).newest(case.finding, case.id).judged.clause  # type: ignore[union-attr]
    assert "R. Moreau" in clause
    preview = manager.post(f"/case/{case.id}/preview", via="mailto:soc@example.org")
    assert preview.status_code == 200
    assert "Permission for the check: authorised, record 5c09e000." in text_of(preview)
    assert not [one for one in BEYOND if one in preview.text]


@pytest.mark.parametrize("role", tier([Role.ADMIN], [Role.ANALYST, Role.SCANNER_ADMIN, Role.ADMIN]))
def test_no_page_tells_of_an_authorisation_beyond_ones_networks(anew: Console, role: Role) -> None:
    near = [case for case in anew.cases if Visibility((PART,)).sees(case.address)]
    closed = next(case for case in near if case.state == "closed")
    looked_by_a_clause(anew, closed)
    told_by_a_clause(anew, closed)
    part, whole = part_as(anew, role), anew.visitor("admin")
    pages = [
        path_of(route, anew)
        for route in installed().routes
        if route.method == "GET" and route.path != "/live"
    ]
    pages += [f"/case/{case.id}" for case in near] + [f"/host/{case.address}" for case in near]
    pages += [f"/case/{case.id}/{part}" for case in near for part in ("report", "respond")]
    pages += [f"/case/{closed.id}/proof", "/scope?check=198.51.100.1"]
    pages += [f"/search/export?q=port:6379&as={ending}" for ending in (".jsonl", ".csv")]
    reported = ""
    assert part.get(f"/case/{closed.id}/proof").status_code == (403 if role is Role.SCANNER_ADMIN else 200)
    for path in pages:
        joint = "&" if "?" in path else "?"
        for request in (path, f"{path}{joint}format=json"):
            answer = part.get(request)
            assert not [one for one in BEYOND if one in answer.text], request
            reported += whole.get(request).text
    assert all(one in reported for one in BEYOND)
    assert "R. Moreau" in whole.get(f"/case/{closed.id}/proof").text


def test_an_export_has_every_other_field(anew: Console) -> None:
    part, whole = anew.visitor("part"), anew.visitor("analyst")

    def lines(visitor: Visitor) -> list[dict[str, object]]:
        answer = visitor.get(f"/search/export?q=net:{PART}&as=.parquet")
        table = parquet.read_table(io.BytesIO(answer.content))
        return [json.loads(text) for text in table.column("json").to_pylist()]

    def by_id(found: list[dict[str, object]]) -> dict[object, dict[str, object]]:
        return {line["id"]: {name: line[name] for name in line if name != "clause"} for line in found}

    own, every = lines(part), lines(whole)
    assert own
    assert [line for line in own if "clause" in line] == []
    assert [line for line in every if "clause" not in line] == []
    assert by_id(own) == by_id(every)


def test_no_answer_of_the_api_has_the_clause_for_a_key_of_some_networks(console: Console) -> None:
    near = next(one for one in console.cases if Visibility((PART,)).sees(one.address))
    workspace, tokens = console.workspace, dict[bool, str]()
    for whole, networks in ((True, ()), (False, (PART,))):
        _, tokens[whole] = api_keys.add(workspace, f"clauses {whole}", Right.READ, None, networks=networks)
    _, tokens_of_part = api_keys.add(
        workspace, "clauses of part", Right.READ, None, owner=console.users["part"]
    )
    asked: list[tuple[str, dict[str, str]]] = [
        (f"/shodan/host/{near.address}", {"history": "true"}),
        ("/shodan/host/search", {"query": f"ip:{near.address}", "minify": "false"}),
        ("/shodan/host/search", {"query": f"ip:{near.address}", "fields": "ip_str,opts"}),
    ]
    for path, query in asked:
        for token, reported in ((tokens[True], True), (tokens[False], False), (tokens_of_part, False)):
            answer = console.client.get(path, params=query | {"key": token})
            assert (answer.status_code, near.address in answer.text) == (200, True)
            assert ("R. Moreau" in answer.text, "198.51.100.0/24" in answer.text) == (reported, reported), (
                path
            )
    seen = [o for o in workspace.store.observations.iterate("port:6379") if o.clause]
    for networks, reported in (((), True), ((PART,), False)):
        lines = stream_filters.every().lines(workspace, seen, Visibility(networks))
        assert lines
        assert ("R. Moreau" in json.dumps(lines, default=str)) is reported


def test_a_refused_monitor_and_its_last_run_do_not_say_by_which_clause(bare: Console) -> None:
    recorded(bare, PART, Effect.ALLOW)
    wide = recorded(bare, "198.51.100.0/28", Effect.DENY)
    form = {"name": "here", "ports": "80", "every": "6h", "when": "new-port"}
    response = f"198.51.100.1 is in {wide.target}, denied by record {wide.id[:8]}"
    monitor = Monitor(
        id="m1", name="there", targets=(PART,), ports="80", every=3600, created=bare.workspace.clock(),
        created_by="admin", said=response,
    )  # fmt: skip
    MonitorWriter(Changes(bare.workspace.store.records)).add(
        monitor, monitors.job_of(bare.workspace, monitor), 9
    )
    for visitor, tells in ((part_as(bare, Role.SCANNER_ADMIN), False), (bare.visitor("admin"), True)):
        refused = visitor.post("/monitors", targets=PART, **form)
        assert refused.status_code == 400
        for answer in (refused, visitor.get("/monitors"), visitor.get("/monitors?format=json")):
            assert (wide.target in answer.text, wide.id[:8] in answer.text) == (tells, tells)
        assert "there" in visitor.get("/monitors").text


def recorded(console: Console, target: str, effect: Effect) -> ScopeRecord:
    now = console.workspace.clock()
    until = now + timedelta(days=9) if effect is Effect.ALLOW else None
    record = file.record(target, authorised_by="A. Owner", until=until, now=now, effect=effect)
    scopes.add(console.workspace, [record], by="admin")
    return record


def test_what_may_never_be_scanned_is_not_taken_back_by_who_sees_a_part(bare: Console) -> None:
    deny, allow = recorded(bare, INSIDE, Effect.DENY), recorded(bare, PART, Effect.ALLOW)
    wide = recorded(bare, "198.51.100.0/24", Effect.ALLOW)
    for role in (Role.SCANNER_ADMIN, Role.ADMIN):
        part = part_as(bare, role)
        page = part.get("/scope").text
        assert (deny.id in page, allow.id in page, wide.id in page) == (False, True, False)
        assert INSIDE in page
        assert part.post("/scope/remove", id=deny.id).status_code == 400
        assert part.post("/scope/remove", id=wide.id).status_code == 404
    assert {one.id for one in Scopes(bare.workspace.store.records).list()} == {deny.id, allow.id, wide.id}
    assert part.post("/scope/remove", id=allow.id).status_code == 303, "their own, and it narrows"
    assert {one.id for one in Scopes(bare.workspace.store.records).list()} == {deny.id, wide.id}


def test_it_is_taken_back_by_who_just_proved_who_sits_there(bare: Console) -> None:
    deny, whole = recorded(bare, INSIDE, Effect.DENY), bare.visitor("scanner_admin")
    bare.clock.ahead = sessions.UNLOCKED + timedelta(seconds=1)
    request = whole.post("/scope/remove", id=deny.id)
    assert request.headers["location"] == "/unlock?next=%2Fscope"
    assert [one.id for one in Scopes(bare.workspace.store.records).list()] == [deny.id]
    assert whole.post("/unlock", proof=PASSWORD, next="/scope").headers["location"] == "/scope"
    assert whole.post("/scope/remove", id=deny.id).headers["location"].startswith("/scope?said")
    assert Scopes(bare.workspace.store.records).list() == []


def test_a_refused_scan_does_not_say_by_which_clause(bare: Console) -> None:
    recorded(bare, PART, Effect.ALLOW)
    wide = recorded(bare, "198.51.100.0/28", Effect.DENY)
    for visitor, tells in ((part_as(bare, Role.SCANNER_ADMIN), False), (bare.visitor("admin"), True)):
        answer = visitor.post("/scans", targets=PART, ports="80")
        assert answer.status_code == 400
        assert (wide.target in text_of(answer), wide.id[:8] in text_of(answer)) == (tells, tells)
    assert ScanJobs(bare.workspace.store.records).list(1, 0)[0] == []
