"""The list of cases: its filters, orders, columns, pages, files and saved views."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from leftopen.model.case import Case, CaseState
from leftopen.model.permission import Role
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.searches import Searches
from leftopen.web.console.view import board
from tests.web.console.conftest import PART, Console
from tests.web.console.visitor import Visitor, text_of

ROW = re.compile(r'<a href="/case/([0-9a-f]{32})">')


def rows(visitor: Visitor, query: str = "") -> list[str]:
    """The ids of the cases of one page, in order."""
    answer = visitor.get(f"/exposures?{query}")
    assert answer.status_code == 200, answer.text
    return ROW.findall(answer.text)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("q=redis", lambda case: case.check == "redis_open"),
        ("q=ELASTIC+198.51.100.1", lambda case: "elastic" in case.check and "198.51.100.1" in case.endpoint),
        ("check=mongodb_open", lambda case: case.check == "mongodb_open"),
        ("address=198.51.100.2", lambda case: case.address == "198.51.100.2"),
        ("holds=iban", lambda case: "iban" in case.holds),
        ("severity=critical", lambda case: case.severity == "critical"),
        ("owner=Sample+Cloud+SAS", lambda case: True),
        ("owner=no+owner", lambda case: False),
    ],
)
def test_each_filter_narrows(console: Console, query: str, fits: object) -> None:
    assert callable(fits)
    expected = {case.id for case in console.cases if fits(case)}
    assert set(rows(console.visitor("viewer"), f"state=all&{query}")) == expected


def test_an_age_in_any_unit(console: Console) -> None:
    viewer = console.visitor("viewer")
    week = rows(viewer, "state=all&age=week")
    assert 0 < len(week) < len(console.cases)
    assert rows(viewer, "state=all&age=7d") == week


def test_a_filter_that_matches_nothing_can_be_removed(console: Console) -> None:
    answer = console.visitor("viewer").get("/exposures?state=all&q=nothing+of+the+kind&severity=high")
    assert "No matching cases. Remove a filter above" in text_of(answer)
    chips = re.findall(r'<a href="([^"]*)" title="Remove this filter">', answer.text)
    assert chips == [
        "/exposures?state=all&amp;severity=high",
        "/exposures?state=all&amp;q=nothing+of+the+kind",
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [("address=10.0.0.1/8", "did you mean 10.0.0.0/8?"), ("check=redis_opn", "did you mean redis_open?")],
)
def test_a_filter_that_can_not_be_read_is_told(console: Console, query: str, said: str) -> None:
    answer = console.visitor("viewer").get(f"/exposures?{query}")
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert console.visitor("viewer").get(f"/exposures?{query}&format=json").json()["error"]


def test_a_column_sorts_and_then_the_other_way(console: Console) -> None:
    viewer = console.visitor("viewer")
    first = viewer.get("/exposures?state=all&sort=age")
    assert 'aria-sort="ascending"' in first.text
    [link] = re.findall(r'<a href="([^"]*)">First seen open</a>', first.text)
    assert rows(viewer, link.partition("?")[2].replace("&amp;", "&")) == ROW.findall(first.text)[::-1]
    oldest = min(console.cases, key=lambda case: case.first_open)
    assert ROW.findall(first.text)[0] == oldest.id


def test_columns_are_chosen(console: Console) -> None:
    viewer = console.visitor("viewer")
    heads = r'<th scope="col"[^>]*><a [^>]*>([^<]*)</a>'
    assert "Product" not in re.findall(heads, viewer.get("/exposures").text)
    chosen = viewer.get("/exposures?columns=endpoint&columns=product&columns=made_up").text
    assert re.findall(heads, chosen) == ["Endpoint", "Product"]
    assert "columns=endpoint%2Cproduct" in chosen, "the links forget the columns"


def test_pages_show_every_case_once(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "ROWS", 4)
    viewer = console.visitor("viewer")
    pages = [rows(viewer, f"state=all&page={number}") for number in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 4, 2]
    assert {id for page in pages for id in page} == {case.id for case in console.cases}
    assert "page 2 of 4" in text_of(viewer.get("/exposures?state=all&page=2"))
    for number in ("99", "0", "x", "9" * 30):
        assert rows(viewer, f"state=all&page={number}") == pages[3 if number == "99" else 0]


def test_a_decision_leads_back_to_the_same_list(anew: Console) -> None:
    visitor, case = anew.visitor("analyst"), anew.cases[0]
    version = Cases(anew.workspace.store.records).version(case.id)
    kept = {"state": "live", "sort": "age", "q": "redis", "page": "1"}
    answer = visitor.post("/exposures", action="acknowledge", case=f"{case.id}:{version}", **kept)
    assert answer.headers["location"] == "/exposures?state=live&q=redis&sort=age&page=1&said=cases-decided"


def test_the_file_has_what_the_list_has_and_nothing_hidden(console: Console) -> None:
    for name in ("analyst", "part"):
        visitor = console.visitor(name)
        listed = visitor.get("/exposures?state=all&check=redis_open&format=json").json()
        answer = visitor.get("/exposures/download?state=all&check=redis_open&as=csv")
        assert answer.headers["content-disposition"] == 'attachment; filename="leftopen-cases.csv"'
        found = list(csv.DictReader(io.StringIO(answer.text)))
        assert [row["id"] for row in found] == [line["id"] for line in listed]
        assert {row["owner"] for row in found} == {"Sample Cloud SAS"}
    newest = Audit(console.workspace.store.records).list(1)[0]
    assert (newest.actor, newest.what) == ("part", "export")
    assert console.visitor("viewer").get("/exposures/download").status_code == 403
    assert console.visitor("analyst").get("/exposures/download?as=exe").status_code == 400


def test_a_view_is_its_owners_and_shows_what_they_may_see_now(anew: Console) -> None:
    analyst = anew.visitor("analyst")
    saved = analyst.post("/exposures/save", name="old redis", state="all", q="redis", sort="age", page="3")
    assert saved.status_code == 303
    [link] = re.findall(r'<a href="([^"]*)">old redis</a>', analyst.get("/exposures").text)
    query = link.replace("&amp;", "&").partition("?")[2]
    assert query == "state=all&q=redis&sort=age"
    before = rows(analyst, query)
    assert "old redis" not in anew.visitor("admin").get("/exposures").text
    assert "old redis" not in analyst.get("/search").text
    users = UserWriter(Changes(anew.workspace.store.records))
    users.change(anew.users["analyst"].id, lambda old: replace(old, networks=(PART,)))
    limited = anew.visitor("analyst")
    after = rows(limited, query)
    assert set(after) < set(before)
    [view] = Searches(anew.workspace.store.records).of(anew.users["analyst"].id, "exposures")
    assert anew.visitor("admin").post("/exposures/forget", id=view.id).status_code == 404
    assert limited.post("/exposures/forget", id=view.id).status_code == 303
    assert "old redis" not in limited.get("/exposures").text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUDITOR])
def test_a_view_of_somebody_who_lost_the_role_gives_back_nothing_of_it(anew: Console, role: Role) -> None:
    analyst, case = anew.visitor("analyst"), anew.cases[0]
    assert analyst.post("/exposures/save", name="mine", state="all", check="redis_open").status_code == 303
    [link] = re.findall(r'<a href="([^"]*)">mine</a>', analyst.get("/exposures").text)
    view = link.replace("&amp;", "&")
    before = rows(analyst, view.partition("?")[2])
    assert before
    assert ('name="action"' in analyst.get(view).text, "/exposures/download" in analyst.get(view).text) == (
        True, True,
    )  # fmt: skip
    version = Cases(anew.workspace.store.records).version(case.id)
    users = UserWriter(Changes(anew.workspace.store.records))
    users.change(anew.users["analyst"].id, lambda old: replace(old, role=role))
    anew.forget()
    # The session from before, and a new one.
    for visitor in (analyst, anew.visitor("analyst")):
        page = visitor.get(view)
        if role is Role.AUDITOR:
            assert page.status_code == 403
            assert case.endpoint not in page.text
        else:
            assert rows(visitor, view.partition("?")[2]) == before
            assert 'name="action"' not in page.text
            assert "/exposures/download" not in page.text
        decided = visitor.post("/exposures", action="acknowledge", case=f"{case.id}:{version}")
        assert decided.status_code == 403
        assert visitor.get(view.replace("/exposures", "/exposures/download") + "&as=csv").status_code == 403
    assert Cases(anew.workspace.store.records).version(case.id) == version


def test_a_view_needs_a_name_and_filters_that_can_be_read(console: Console) -> None:
    viewer = console.visitor("viewer")
    assert viewer.post("/exposures/save", name=" ").status_code == 400
    assert viewer.post("/exposures/save", name="x", address="nowhere..").status_code == 400


def test_the_keys_are_told_to_who_decides(console: Console) -> None:
    assert "x select the row · d decide" in text_of(console.visitor("analyst").get("/exposures"))
    assert "Apply to selected" not in console.visitor("viewer").get("/exposures").text


def test_the_tiles_of_the_overview_lead_to_what_they_count(console: Console) -> None:
    visitor = console.visitor("viewer")
    page = visitor.get("/").text
    for link, words in (
        ("state=all&amp;new=day", "new in the last"),
        ("state=all&amp;closed=week", "closed in"),
    ):
        [count] = re.findall(rf'href="/exposures\?{link}"><b>([0-9]+)</b><span>{words}', page)
        path = f"/exposures?{link}".replace("&amp;", "&")
        assert len(visitor.get(f"{path}&format=json").json()) == int(count) > 0


def opened(console: Console, number: int) -> list[Case]:
    cases = [case for case in console.cases if case.state is CaseState.OPEN][:number]
    assert len(cases) == number
    return cases


def decided(console: Console, visitor: Visitor, cases: list[Case], **fields: str) -> str:
    version = Cases(console.workspace.store.records).version
    answer = visitor.post("/exposures", case=[f"{one.id}:{version(one.id)}" for one in cases], **fields)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    "fields",
    [{"action": "false_positive", "because": "ours"}, {"action": "assign", "assignee": "analyst"}],
)
def test_a_decision_says_which_cases_and_is_undone(anew: Console, fields: dict[str, str]) -> None:
    visitor, cases, read = anew.visitor("analyst"), opened(anew, 2), Cases(anew.workspace.store.records).get
    page = visitor.get(decided(anew, visitor, cases, **fields))
    assert "2 cases decided:" in text_of(page)
    banner = page.text.partition("2 cases decided:")[2].partition("</p>")[0]
    assert all(case.where in banner for case in cases)
    assert [(read(case.id).state, read(case.id).assignee) for case in cases] != [(CaseState.OPEN, "")] * 2
    answer = visitor.post("/exposures/undo", state="live")
    assert answer.headers["location"] == "/exposures?state=live&page=1&said=undone"
    assert [(read(case.id).state, read(case.id).assignee) for case in cases] == [(CaseState.OPEN, "")] * 2
    assert visitor.post("/exposures/undo").status_code == 400, "once"


def test_what_somebody_changed_since_is_not_undone(anew: Console) -> None:
    visitor, [first, second] = anew.visitor("analyst"), opened(anew, 2)
    decided(anew, visitor, [first, second], action="assign", assignee="analyst")
    decided(anew, anew.visitor("admin"), [first], action="false_positive", because="ours")
    answer = visitor.post("/exposures/undo")
    assert answer.status_code == 409
    assert first.id[:8] in text_of(answer)
    read = Cases(anew.workspace.store.records).get
    assert (read(first.id).assignee, read(second.id).assignee) == ("analyst", "")


def test_what_no_event_leads_back_from_has_no_undo(anew: Console) -> None:
    visitor, cases = anew.visitor("analyst"), opened(anew, 1)
    page = visitor.get(decided(anew, visitor, cases, action="acknowledge"))
    assert "1 case decided:" in text_of(page)
    assert "/exposures/undo" not in page.text
    assert visitor.post("/exposures/undo").status_code == 400
    assert anew.visitor("viewer").post("/exposures/undo").status_code == 403
