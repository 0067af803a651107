"""What a case's page says of what was read, and of whether it is closed, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.evidence import Evidence
from leftopen.model.notice import Notice
from leftopen.model.severity import Severity
from leftopen.store.records.writes import RecordWriter
from tests.web.console.conftest import Console
from tests.web.console.furnished import found, observed, opened_case
from tests.web.console.visitor import text_of

NOT_READ, NOTHING_IN_IT = "No sample was read", "No known data types were recognised in the sample"


@pytest.mark.parametrize(
    ("items", "said", "other"), [(0, NOT_READ, NOTHING_IN_IT), (3, NOTHING_IN_IT, NOT_READ)]
)
def test_not_read_is_not_nothing_found(bare: Console, items: int, said: str, other: str) -> None:
    text = text_of(bare.visitor("analyst").get(f"/case/{case_with(bare, items).id}"))
    assert said in text
    assert other not in text


def test_the_next_look_is_said_as_every_moment_is(bare: Console) -> None:
    text = text_of(bare.visitor("analyst").get(f"/case/{case_with(bare, 0).id}"))
    assert re.search(r"Next check that counts: [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} UTC", text)


def case_with(console: Console, items: int) -> Case:
    """A case whose finding read so many items, and nothing was recognised in them."""
    now = console.workspace.clock()
    service = observed("198.51.100.9", 6379, now - timedelta(hours=1), "# Server\r\n", module="redis")
    made = found(service, "redis_open", now - timedelta(hours=1), Severity.HIGH, ())
    read = Evidence(holds=(), items=items, bytes=items * 100, severity=Severity.HIGH)
    return opened_case(console.workspace, replace(made, evidence=read))


def test_a_notice_that_was_not_sent_stands_in_the_timeline(bare: Console) -> None:
    case, written = case_with(bare, 0), bare.workspace.clock()
    notice = Notice(
        id="b" * 32, case=case.id, to="mailto:soc@example.org", subject="s", text="t", written=written
    )
    RecordWriter(bare.workspace.store.records).notices.put(notice, "notice.eml")
    page = bare.visitor("analyst").get(f"/case/{case.id}")
    timeline = re.search(r'<ol class="timeline">(.*?)</ol>', page.text, re.DOTALL)
    assert timeline is not None
    [entry] = re.findall(r'<li class="unsent">(.*?)</li>', timeline[1])
    assert "to mailto:soc@example.org · written to a file, not sent" in entry


def test_why_it_is_closed_is_said_in_french(console: Console) -> None:
    closed = next(case for case in console.cases if case.state is CaseState.CLOSED)
    french = text_of(console.visitor("analyst").get(f"/case/{closed.id}", **{"accept-language": "fr"}))
    assert "fermeture prouvée" in french
    assert "le serveur exige maintenant un mot de passe" in french
    assert "now requires a password" not in french


def test_a_case_that_was_taken_over_leads_to_the_one_that_goes_on_and_asks_for_nothing(
    anew: Console,
) -> None:
    old, new, *_ = (case for case in anew.cases if case.state is CaseState.OPEN)
    body = {"other": new.id, "because": "a check of the product now finds it"}
    records = RecordWriter(anew.workspace.store.records).cases
    records.append(old.id, CaseEventKind.TAKEN_OVER, anew.workspace.clock(), "leftopen", body)
    analyst = anew.visitor("analyst")
    page = analyst.get(f"/case/{old.id}")
    assert f'Continued as case <a href="/case/{new.id}">' in page.text
    assert "continued as another case" in text_of(page)
    for form in ("decide", "verify"):
        assert f'action="/case/{old.id}/{form}"' not in page.text
        assert f'action="/case/{new.id}/{form}"' in analyst.get(f"/case/{new.id}").text
    french = text_of(anew.visitor("analyst").get(f"/case/{old.id}", **{"accept-language": "fr"}))
    assert "Poursuivi dans le dossier" in french
    assert "un contrôle du produit le trouve désormais" in french
    refused = analyst.post(f"/case/{old.id}/verify")
    assert (refused.status_code, f"continued as case {new.id[:8]}" in text_of(refused)) == (400, True)
    shown = {one["id"] for one in analyst.get("/exposures?format=json").json()}
    assert (old.id in shown, new.id in shown) == (False, True)
