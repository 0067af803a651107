"""The page of a case as an analyst works with it: what stands where, who has it, by when, what was said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from leftopen.cases import event_schema
from leftopen.cases.due import due_date
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.model.severity import Severity
from leftopen.model.transcript import TranscriptLine
from leftopen.model.verdict import Phase, Reason, State
from leftopen.present.humanize import last_day
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.searches import Searches
from tests.web.console.conftest import PART, Console
from tests.web.console.furnished import found, observed, opened_case
from tests.web.console.visitor import Visitor, text_of


def one(console: Console, address: str = "198.51.100.3", **changes: object) -> Case:
    now = console.workspace.clock()
    service = observed(address, 6379, now - timedelta(hours=1), "# Server\r\n", module="redis", **changes)
    return opened_case(
        console.workspace, found(service, "redis_open", now - timedelta(hours=1), Severity.HIGH, ())
    )


def acted(visitor: Visitor, case: Case, action: str, **fields: str) -> None:
    version = re.search(r'name="version" value="([0-9]+)"', visitor.get(f"/case/{case.id}").text)
    assert version is not None
    answer = visitor.post(f"/case/{case.id}/decide", action=action, version=version[1], **fields)
    assert answer.status_code == 303, text_of(answer)


def test_what_is_open_comes_first_then_acts_timeline_evidence_notices(console: Console) -> None:
    opened = next(case for case in console.cases if case.state is CaseState.OPEN)
    page = console.visitor("case_manager").get(f"/case/{opened.id}").text
    titles = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    order = ["What is open", "What it holds", "Whose it is", "What comes next", "What to do now", "Timeline"]
    assert titles[: len(order)] == order
    assert titles.index("Timeline") < titles.index("Evidence") < titles.index("Notices")


def test_the_transcript_is_closed_and_says_how_many_requests_it_has(bare: Console) -> None:
    case = one(bare)
    finding = Findings(bare.workspace.store.records).newest(case.finding, case.id)
    assert finding is not None
    lines = tuple(
        TranscriptLine(sent=number % 2 == 0, at=0.0, length=9, digest="d", excerpt="PING")
        for number in range(5)
    )
    judged = replace(finding.judged, look="e" * 32, at=bare.workspace.clock(), transcript=lines)
    ObservationWriter(bare.workspace.store.client).add_judged([judged])
    page = bare.visitor("analyst").get(f"/case/{case.id}").text
    talks = re.search(r'<details class="talks"( open)?>(.*?)</summary>', page, re.DOTALL)
    assert talks is not None
    assert talks[1] is None
    assert "3 requests" in talks[2] or "4 requests" in talks[2]


def test_a_case_is_assigned_due_and_commented_on_its_page(bare: Console) -> None:
    case, analyst = one(bare), bare.visitor("analyst")
    before = text_of(analyst.get(f"/case/{case.id}"))
    assert "Assignee Unassigned" in before
    due = due_date(Cases(bare.workspace.store.records).get(case.id), bare.workspace.settings)
    assert due is not None
    assert f"Due {last_day(due)}" in before
    acted(analyst, case, "assign", assignee="analyst")
    acted(analyst, case, "due", until="2999-01-31")
    response = "<script>alert(1)</script> called them"
    answer = analyst.post(f"/case/{case.id}/comment", text=response)
    assert answer.headers["location"].endswith("said=commented")
    page = analyst.get(f"/case/{case.id}")
    assert "Assignee analyst" in text_of(page)
    assert "due 2999-01-31" in text_of(page)
    assert "<script>alert" not in page.text
    [timeline] = re.findall(r'<ol class="timeline">(.*?)</ol>', page.text, re.DOTALL)
    entries = re.findall(r'<li class="(\w+)">(.*?)</li>', timeline, re.DOTALL)
    kinds = [kind for kind, _ in entries]
    assert kinds[:3] == ["commented", "due_set", "assigned"]
    [text] = [inside for kind, inside in entries if kind == "commented"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; called them" in text
    assert "analyst" in text
    acts = [entry.what for entry in Audit(bare.workspace.store.records).list(3)]
    assert acts == ["comment", "case due date set", "case assigned"]
    french = text_of(bare.visitor("analyst").get(f"/case/{case.id}", **{"accept-language": "fr"}))
    assert "Responsable analyst" in french
    assert "échéance : 2999-01-31" in french


def test_only_what_is_possible_can_be_decided(console: Console) -> None:
    closed = next(case for case in console.cases if case.state is CaseState.CLOSED)
    page = console.visitor("analyst").get(f"/case/{closed.id}").text
    [choices] = re.findall(r'<select id="action".*?</select>', page, re.DOTALL)
    assert re.findall(r'value="([a-z_]+)"', choices) == ["reopen"]
    assert "What was open" in page


def test_a_viewer_sees_who_has_it_and_changes_nothing(bare: Console) -> None:
    case, viewer = one(bare), bare.visitor("viewer")
    page = viewer.get(f"/case/{case.id}").text
    assert "What to do now" in page
    for act in ("decide", "comment", "verify", "preview"):
        assert f'action="/case/{case.id}/{act}' not in page
    assert viewer.post(f"/case/{case.id}/comment", text="x").status_code == 403


def test_what_is_overdue_is_said_on_the_page_and_on_the_board(bare: Console) -> None:
    case, analyst = one(bare), bare.visitor("analyst")
    acted(analyst, case, "due", until=last_day(bare.workspace.clock() + timedelta(days=1)))
    assert '<span class="tag bad">' not in analyst.get("/exposures").text
    bare.clock.ahead = timedelta(days=3)
    analyst = bare.visitor("analyst")
    assert '<span class="tag bad">overdue</span>' in analyst.get(f"/case/{case.id}").text
    assert re.search(
        r'<span class="tag bad"><time[^>]*>[0-9-]+</time><span class="out"> overdue',
        analyst.get("/exposures").text,
    )
    [line] = analyst.get("/exposures?due=overdue&format=json").json()
    assert (line["id"], line["overdue"]) == (case.id, True)


def test_the_board_filters_by_assignee_and_assigns_many_and_a_view_keeps_it(bare: Console) -> None:
    cases, analyst = [one(bare, f"198.51.100.{n}") for n in (1, 2, 9)], bare.visitor("analyst")
    versions = Cases(bare.workspace.store.records).version
    ticked = [f"{case.id}:{versions(case.id)}" for case in cases[:2]]
    answer = analyst.post("/exposures", action="assign", assignee="analyst", case=ticked)
    assert answer.status_code == 303, text_of(answer)

    def listed(query: str) -> set[str]:
        return {line["ip_str"] for line in analyst.get(f"/exposures?{query}&format=json").json()}

    assert listed("assignee=analyst") == {"198.51.100.1", "198.51.100.2"}
    assert listed("assignee=no+assignee") == {"198.51.100.9"}
    analyst.post("/exposures/save", name="mine", assignee="analyst", sort="due")
    [view] = Searches(bare.workspace.store.records).of(bare.users["analyst"].id, "exposures")
    assert set(view.query.split("&")) == {"state=live", "assignee=analyst", "sort=due"}
    page = analyst.get("/exposures").text
    assert "/exposures?state=live&amp;assignee=analyst&amp;sort=due" in page
    assert "columns=severity%2Cendpoint" in analyst.get("/exposures?columns=severity,endpoint").text


def test_an_acceptance_is_shown_with_its_last_day(bare: Console) -> None:
    case, analyst = one(bare), bare.visitor("analyst")
    acted(analyst, case, "accept", because="an archive", until="2999-01-31")
    page = text_of(analyst.get(f"/case/{case.id}"))
    assert "until 2999-01-31" in page
    assert "2999-02-01" not in page


def test_an_acknowledgement_with_a_date_is_a_promise(bare: Console) -> None:
    case, analyst = one(bare), bare.visitor("analyst")
    acted(analyst, case, "acknowledge", until="2999-01-31")
    page = text_of(analyst.get(f"/case/{case.id}"))
    assert "the owner promised to close it by 2999-01-31" in page.lower()
    assert "promised by 2999-01-31" in page


def test_checks_that_found_the_same_are_one_entry(bare: Console) -> None:
    case, writer = one(bare), CaseWriter(Changes(bare.workspace.store.records))
    now = bare.workspace.clock()
    for number in range(4):
        look = CheckObservation(
            id=f"look-{number}", at=now - timedelta(minutes=30 - number), vantage="paris", state=State.OPEN,
            reason=Reason.DATA_READABLE, phase=Phase.JUDGE, identity=case.identity,
        )  # fmt: skip
        writer.append(case.id, CaseEventKind.LOOKED, now, "leftopen", event_schema.observation_body(look))
    page = bare.visitor("analyst").get(f"/case/{case.id}").text
    assert page.count('<li class="looked">') == 1
    assert "×4" in page


def test_a_look_that_was_refused_in_between_is_not_open_at_least(bare: Console) -> None:
    case, writer = one(bare), CaseWriter(Changes(bare.workspace.store.records))
    for number, (minutes, state, reason, phase) in enumerate((
        (40, State.UNKNOWN, Reason.REFUSED, Phase.CONNECT),
        (20, State.OPEN, Reason.DATA_READABLE, Phase.JUDGE),
        (10, State.OPEN, Reason.DATA_READABLE, Phase.JUDGE),
    )):  # fmt: skip
        at = bare.workspace.clock() - timedelta(minutes=minutes)
        look = CheckObservation(
            id=f"look-{number}", at=at, vantage="paris", state=state, reason=reason, phase=phase,
            identity=case.identity,
        )  # fmt: skip
        writer.append(case.id, CaseEventKind.LOOKED, at, "leftopen", event_schema.observation_body(look))
    assert "Open for at least 10 minutes" in text_of(bare.visitor("analyst").get(f"/case/{case.id}"))


def test_a_notice_names_to_a_user_only_the_addresses_of_their_networks(bare: Console) -> None:
    seen = one(bare, "198.51.100.3", identity="tls-key:SHA256:1")
    hidden = one(bare, "203.0.113.77", identity="tls-key:SHA256:1")
    assert PART == "198.51.100.0/29"
    users = UserWriter(Changes(bare.workspace.store.records))
    part = replace(bare.users["part"], role=bare.users["case_manager"].role)
    users.change(part.id, lambda old: part)
    bare.forget()
    visitor = bare.visitor("part")
    preview = visitor.post(f"/case/{seen.id}/preview", via="mailto:soc@example.org")
    assert (preview.status_code, hidden.address in preview.text) == (200, False)
    visitor.post(f"/case/{seen.id}/notify", via="mailto:soc@example.org", after="0")
    records = bare.workspace.store.records
    [own] = Notices(records).of(seen.id)
    assert hidden.address not in own.notice.text
    assert [item.case for item in own.notice.about] == [seen.id]
    bare.visitor("case_manager").post(f"/case/{seen.id}/notify", via="mailto:ciso@example.org", after="0")
    listed = {one.notice.id: one for case in (seen, hidden) for one in Notices(records).of(case.id)}.values()
    [sent] = [one for one in listed if one.notice.id != own.notice.id]
    assert {seen.address, hidden.address} <= set(re.findall(r"[0-9]+(?:\.[0-9]+){3}", sent.notice.text))
    shown = visitor.post(f"/case/{seen.id}/evidence").text
    assert hidden.address not in shown
    if sent.notice.case == seen.id:
        assert "[address outside your networks]" in shown
    assert hidden.address not in visitor.get(f"/case/{seen.id}/report").text
    whole = bare.visitor("case_manager").post(f"/case/{sent.notice.case}/evidence").text
    assert hidden.address in whole
