"""The owner's page: without an account, by its link alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from leftopen.model.case import CaseEventKind
from leftopen.service.cases.decisions import decide
from leftopen.service.notices import owner_links
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.owner_links import OwnerLinkWriter
from tests.web.console.conftest import Console, console_in
from tests.web.console.visitor import URL, text_of


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console_in(tmp_path_factory.mktemp("owner")) as made:
        object.__setattr__(made.workspace.settings, "public_url", URL)
        yield made


def page(console: Console, number: int = 0) -> str:
    url = owner_links.create(console.workspace, [console.cases[number].id], by="jane")
    return url.removeprefix(URL)


def kinds(console: Console, number: int = 0) -> list[CaseEventKind]:
    return [event.kind for event in Cases(console.workspace.store.records).events(console.cases[number].id)]


def test_a_get_shows_the_case_and_changes_nothing(console: Console) -> None:
    path, before = page(console), kinds(console)
    visitor = console.visitor()
    shown = visitor.get(path)
    assert shown.status_code == 200
    assert console.cases[0].endpoint in text_of(shown)
    assert "How to close it" in text_of(shown)
    assert shown.headers["x-robots-tag"] == "noindex"
    assert shown.headers["referrer-policy"] == "same-origin"
    for action in ("answer", "look"):
        assert visitor.get(f"{path}/{action}").status_code in (303, 404, 405)
    assert kinds(console) == before
    french = visitor.get(path, **{"accept-language": "fr"})
    assert "Conservez vos journaux" in text_of(french)


def test_the_owner_answers(console: Console) -> None:
    path, visitor = page(console, 1), console.visitor()
    day = (console.workspace.clock() + timedelta(days=2)).date().isoformat()
    wrong = visitor.post(f"{path}/answer", name="", until=day)
    assert (wrong.status_code, "enter your name" in text_of(wrong)) == (400, True)
    assert visitor.post(f"{path}/answer", name="Jo", until="soon").status_code == 400
    assert CaseEventKind.ACKNOWLEDGED not in kinds(console, 1)
    sent = visitor.post(f"{path}/answer", name="Jo <b>Roe</b>", until=day, text="on it")
    assert sent.status_code == 303
    assert CaseEventKind.ACKNOWLEDGED in kinds(console, 1)
    assert "You promised to close it by" in text_of(visitor.get(path))


def test_a_wrong_link_says_the_same_whatever_is_wrong(console: Console) -> None:
    path, visitor = page(console), console.visitor()
    bad = visitor.get(path[:-1])
    assert bad.status_code == 404
    assert "Ask the sender" in text_of(bad)
    assert visitor.post(f"{path[:-1]}/answer", name="Jo").status_code == 404
    assert visitor.post(f"{path[:-1]}/look").status_code == 404
    OwnerLinkWriter(Changes(console.workspace.store.records)).withdraw(
        console.cases[0].id, console.workspace.clock()
    )
    assert visitor.get(path).text == bad.text


def test_a_case_that_is_open_has_no_proof_and_others_are_not_shown(console: Console) -> None:
    path, visitor = page(console), console.visitor()
    assert visitor.get(f"{path}/proof/{console.cases[0].id}").status_code == 400
    assert visitor.get(f"{path}/proof/{console.cases[1].id}").status_code == 404


def test_another_check_at_most_once_in_ten_minutes(console: Console) -> None:
    path, visitor = page(console, 2), console.visitor()
    first = visitor.post(f"{path}/look")
    assert first.status_code == 303
    assert kinds(console, 2)[-1] is not kinds(console, 2)[0]
    again = visitor.post(f"{path}/look")
    assert (again.status_code, "a moment ago" in text_of(again)) == (429, True)


def test_a_case_that_is_decided_and_not_proved_is_not_called_closed(console: Console) -> None:
    path, visitor = page(console, 3), console.visitor()
    shown = text_of(visitor.get(path))
    assert "A service of yours is open" in shown
    assert "Next: tell the owner" not in shown
    decide(console.workspace, console.cases[3].id, CaseEventKind.MARKED_FALSE, {"because": "x"}, by="jane")
    shown = text_of(visitor.get(path))
    assert "Your service is closed" not in shown
    assert "A service of yours" in shown


def test_the_case_page_withdraws_links_where_there_are_valid_ones(console: Console) -> None:
    analyst, case = console.visitor("case_manager"), console.cases[4]
    assert "Withdraw the owner" not in text_of(analyst.get(f"/case/{case.id}"))
    page(console, 4)
    assert "Withdraw the owner" in text_of(analyst.get(f"/case/{case.id}"))
    analyst.post(f"/case/{case.id}/links/withdraw")
    assert "Withdraw the owner" not in text_of(analyst.get(f"/case/{case.id}"))


def test_a_user_withdraws_the_links_of_a_case(console: Console) -> None:
    path = page(console)
    analyst = console.visitor("case_manager")
    assert analyst.post(f"/case/{console.cases[0].id}/links/withdraw").status_code == 303
    assert console.visitor().get(path).status_code == 404
