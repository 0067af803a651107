"""The same server at several addresses: one row, one count, and a decision that each of its cases records."""

from __future__ import annotations

import re

import pytest
from httpx2 import Response

from leftopen.impact.respond.draft_templates import templates
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.notice import Notice
from leftopen.model.permission import Role
from leftopen.model.severity import Severity
from leftopen.service.outbox import items
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from tests.store.notice_writer import NoticeWriter
from tests.web.console.conftest import PART, Console
from tests.web.console.furnished import found, observed, opened_case
from tests.web.console.test_clauses import part_as
from tests.web.console.visitor import Visitor, text_of

PORT = 1080


@pytest.fixture
def eight(anew: Console) -> list[Case]:
    """A mailbox at addresses 1 to 16 of which half are within `PART`; all with one key."""
    now, made = anew.clock(), []
    for number in range(1, 17, 2):
        o = observed(
            f"198.51.100.{number}", PORT, now, "mail", identity="tls-key:SHA256:1", product="MailDev"
        )
        severity = Severity.CRITICAL if number == 3 else Severity.HIGH
        made.append(opened_case(anew.workspace, found(o, "mailbox_web_open", now, severity, ())))
    return made


def row_of(text: str) -> str:
    [row] = [one for one in re.findall(r"<tr data-row>.*?</tr>", text, re.DOTALL) if f":{PORT}" in one]
    return str(row)


def test_one_row_with_its_addresses_and_one_severity(anew: Console, eight: list[Case]) -> None:
    page = anew.visitor("analyst").get("/exposures")
    row = row_of(page.text)
    assert all(f"<code>{case.endpoint}</code>" in row for case in eight)
    assert ">+7<" in row
    assert 'class="sev critical"' in row
    live = len([case for case in anew.cases if case.state in ("open", "notified", "acknowledged")])
    assert f"{live + 1} exposures · {live + 8} cases" in text_of(page)


def test_overview_list_and_menu_count_the_same(anew: Console, eight: list[Case]) -> None:
    analyst = anew.visitor("analyst")
    overview, board = analyst.get("/").text, analyst.get("/exposures").text
    [lead] = re.findall(r'class="tile lead"[^>]*><b>(\d+)</b>', overview)
    [total] = re.findall(r'class="total"[^>]*><b>(\d+)</b>', board)
    [tab] = re.findall(r'aria-current="true">active <b>(\d+)</b>', board)
    levels = re.findall(r'class="tile (?:critical|high|medium|low|info)[^>]*><b>(\d+)</b>', overview)
    assert lead == total == tab == str(sum(map(int, levels)))


def test_a_decision_about_the_row_is_an_event_of_each_case(anew: Console, eight: list[Case]) -> None:
    analyst = anew.visitor("analyst")
    [marks] = re.findall(r'name="case" value="([^"]*)"', row_of(analyst.get("/exposures").text))
    assert marks.count(":") == 8
    assert (
        analyst.post("/exposures", action="accept", because="a", until="2999-01-01", case=[marks]).status_code
        == 303
    )
    for case in eight:
        events = Cases(anew.workspace.store.records).events(case.id)
        assert [event.actor for event in events if event.kind is CaseEventKind.ACCEPTED] == ["analyst"]


def test_what_changed_meanwhile_is_told_and_holds_up_no_other(anew: Console, eight: list[Case]) -> None:
    analyst = anew.visitor("analyst")
    [marks] = re.findall(r'name="case" value="([^"]*)"', row_of(analyst.get("/exposures").text))
    cases = CaseWriter(Changes(anew.workspace.store.records))
    cases.append(eight[2].id, CaseEventKind.ACKNOWLEDGED, anew.clock(), "maria", {})
    answer = analyst.post("/exposures", action="false_positive", because="ours", case=[marks])
    assert answer.status_code == 409
    assert f"{eight[2].id[:8]} " in text_of(answer)
    states = [Cases(anew.workspace.store.records).get(case.id).state for case in eight]
    assert states == ["false_positive"] * 2 + ["acknowledged"] + ["false_positive"] * 5


def test_a_closed_address_leaves_the_row_open(anew: Console, eight: list[Case]) -> None:
    body = {"because": "it was scrapped"}
    cases = CaseWriter(Changes(anew.workspace.store.records))
    cases.append(eight[0].id, CaseEventKind.CLOSED_BY_WORD, anew.clock(), "maria", body)
    row = row_of(anew.visitor("analyst").get("/exposures").text)
    assert ">+6<" in row
    assert eight[0].id not in row
    assert ">+7<" in row_of(anew.visitor("analyst").get("/exposures?state=all").text)


def test_the_case_page_names_the_others_and_decides_about_all_or_one(
    anew: Console, eight: list[Case]
) -> None:
    analyst, path = anew.visitor("analyst"), f"/case/{eight[0].id}"
    page = analyst.get(path).text
    assert all(f'href="/case/{case.id}"' in page for case in eight[1:])
    others = list(dict.fromkeys(re.findall(r'name="other" value="([^"]*)"', page)))
    [version] = set(re.findall(r'name="version" value="(\d+)"', page))
    assert (
        analyst.post(f"{path}/decide", action="acknowledge", version=version, other=others).status_code == 303
    )
    get = Cases(anew.workspace.store.records).get
    assert [get(case.id).state for case in eight].count(CaseState.ACKNOWLEDGED) == 1
    version = str(Cases(anew.workspace.store.records).version(eight[0].id))
    form = {"action": "false_positive", "because": "ours", "version": version, "whole": "yes"}
    assert analyst.post(f"{path}/decide", **form, other=others).status_code == 303
    assert {get(case.id).state for case in eight} == {"false_positive"}


def test_hidden_addresses_are_no_part_of_what_a_user_sees_or_decides(
    anew: Console, eight: list[Case]
) -> None:
    part = anew.visitor("part")
    hidden = [case for case in eight if int(case.address.rpartition(".")[2]) > 7]
    pages = (
        "/exposures",
        f"/case/{eight[0].id}",
        "/",
        "/exposures/download?as=csv",
        "/exposures?format=json",
    )
    for path in pages:
        text = part.get(path).text
        assert not [case for case in hidden if case.id in text or f"{case.address}:{PORT}" in text], path
    assert ">+3<" in row_of(part.get("/exposures").text)
    marks = ",".join(f"{case.id}:1" for case in hidden)
    assert part.post("/exposures", action="acknowledge", case=[marks]).status_code == 409
    assert PART == "198.51.100.0/29"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.CASE_MANAGER])
def test_no_file_and_no_text_of_a_case_names_a_hidden_address(
    anew: Console, eight: list[Case], role: Role
) -> None:
    """Evidence, notices and their preview, the response and everything that can be downloaded of it."""
    whole, case = anew.visitor("case_manager"), eight[0]
    hidden = [one for one in eight if int(one.address.rpartition(".")[2]) > 7]
    path, far, via = f"/case/{case.id}", hidden[0].address, "mailto:soc@example.org"
    assert f"{far}:{PORT}" in whole.post(f"{path}/preview", via=via).text
    assert whole.post(f"{path}/notify", via=via).status_code == 303
    gets = ["", "?format=json", "/report", "/respond", "/respond?format=json"]
    gets += [f"/respond/{name}" for name in templates()]
    files = [("report", "html"), ("report", "json"), ("custody", "csv")]
    files += [(name, ending) for name in templates() for ending in ("html", "docx")]

    def answers(visitor: Visitor) -> dict[str, Response]:
        found = {one: visitor.get(f"{path}{one}") for one in gets}
        found |= {
            " ".join(one): visitor.post(f"{path}/download", what=one[0], **{"as": one[1]}) for one in files
        }
        found["evidence"] = visitor.post(f"{path}/evidence")
        if role is Role.CASE_MANAGER:
            found["preview"] = visitor.post(f"{path}/preview", via="mailto:other@example.org")
        return found

    def named(answer: Response) -> bool:
        dashed = [one.address.replace(".", "-") for one in hidden]
        names = [*dashed, *(one.address for one in hidden), *(one.id for one in hidden)]
        return any(name in answer.text for name in names)

    part = part_as(anew, role)
    for name, answer in answers(part).items():
        assert (answer.status_code, named(answer)) == (200, False), name
    for fields in (
        {"act": "log", "what": f"nginx of {far}", "where": f"{far}:/var/log", "rotates": "unknown"},
        {"act": "step", "name": "snapshot", "word": "done", "why": f"disk image of {far}"},
        {"act": "role", "name": "lead", "who": f"the owner of {far}"},
        {"act": "task", "what": f"call {far}", "who": "paul", "due": ""},
        {"act": "decide", "what": f"shut {far}", "why": f"{far} is public"},
    ):
        assert whole.post(f"{path}/respond", **fields).status_code == 303
    response = f"redis_{far} is {far.replace('.', '-')}.example.org"
    assert whole.post(f"{path}/comment", text=response).status_code == 303
    shown = answers(part)
    assert "redis_[address outside your networks] is [" in shown[""].text
    assert "redis_[address outside your networks] is [" in shown["?format=json"].text
    assert [name for name, answer in shown.items() if named(answer)] == []
    assert "[address outside your networks]" in shown["/respond"].text
    refused = [name for name, answer in shown.items() if answer.status_code != 200]
    assert "report html" in refused
    assert all(
        (shown[name].status_code, "outside your networks" in shown[name].text) == (400, True)
        for name in refused
    )
    seen = answers(whole)
    assert {answer.status_code for answer in seen.values()} == {200}
    assert named(seen["report html"])


def test_what_only_looks_alike_is_told_apart(anew: Console) -> None:
    now = anew.clock()
    for number in (200, 201, 202):
        o = observed(f"198.51.100.{number}", PORT, now, "mail", product="MailDev")
        opened_case(anew.workspace, found(o, "mailbox_web_open", now, Severity.HIGH, ()))
    text = text_of(anew.visitor("analyst").get("/exposures?check=mailbox_web_open"))
    assert text.count("looks like 2 others") == 3
    assert "3 exposures" in text


def test_a_notice_stands_on_the_page_of_every_case_that_it_is_about(anew: Console, eight: list[Case]) -> None:
    changes, now = Changes(anew.workspace.store.records), anew.clock()
    notice = Notice(
        id="n" * 32,
        case=eight[0].id,
        to="mailto:a@example.org",
        subject="A mailbox is open",
        text="x",
        written=now,
        about=tuple(items.of_case(case) for case in eight[:2]),
    )
    NoticeWriter(changes).put(notice, str(anew.workspace.data / "a.eml"))
    for case in eight[:2]:
        body = {"notice": notice.id, "to_kind": "mailto"}
        CaseWriter(changes).append(case.id, CaseEventKind.NOTIFIED, now, "leftopen", body)
    analyst = anew.visitor("analyst")
    pages = [analyst.get(f"/case/{case.id}").text for case in eight[:3]]
    assert ["A mailbox is open" in page for page in pages] == [True, True, False]
