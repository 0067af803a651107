"""What a case's page says of what was read, and of whether it is closed, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen import catalogue
from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.evidence import Evidence
from leftopen.model.notice import Notice
from leftopen.model.outbox import MessageKind
from leftopen.model.severity import Severity
from leftopen.model.transcript import TranscriptLine
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import enqueue, items
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.notices import Notices
from tests.store.notice_writer import NoticeWriter
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
    assert re.search(r"A check proves something again from [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} UTC on", text)


def test_what_was_left_unread_is_said(bare: Console) -> None:
    case = case_with(bare, 3, left=12, cut=1)
    text = text_of(bare.visitor("analyst").get(f"/case/{case.id}"))
    assert "12 other listed items were not read" in text
    assert "1 item read in part" in text


def case_with(console: Console, items: int, left: int = 0, cut: int = 0) -> Case:
    """A case whose finding read so many items, and nothing was recognised in them."""
    now = console.workspace.clock()
    service = observed("198.51.100.9", 6379, now - timedelta(hours=1), "# Server\r\n", module="redis")
    made = found(service, "redis_open", now - timedelta(hours=1), Severity.HIGH, ())
    read = Evidence(holds=(), items=items, bytes=items * 100, severity=Severity.HIGH, left=left, cut=cut)
    return opened_case(console.workspace, replace(made, evidence=read))


def test_a_notice_that_was_not_sent_stands_in_the_timeline(bare: Console) -> None:
    case, written = case_with(bare, 0), bare.workspace.clock()
    notice = Notice(
        id="b" * 32, case=case.id, to="mailto:soc@example.org", subject="s", text="t", written=written
    )
    NoticeWriter(Changes(bare.workspace.store.records)).put(notice, "notice.eml")
    page = bare.visitor("analyst").get(f"/case/{case.id}")
    timeline = re.search(r'<ol class="timeline">(.*?)</ol>', page.text, re.DOTALL)
    assert timeline is not None
    [entry] = re.findall(r'<li class="unsent">(.*?)</li>', timeline[1])
    assert "to mailto:soc@example.org · written to a file, not sent" in entry


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "held · waits for approval"), ("fr", "retenu · attend une approbation")],
)
def test_a_notice_that_waits_is_not_called_a_file(bare: Console, language: str, said: str) -> None:
    case, written = case_with(bare, 0), bare.workspace.clock()
    to = "mailto:soc@example.org"
    notice = Notice(
        id="c" * 32, case=case.id, to=to, subject="s", text="t", written=written, about=(items.of_case(case),)
    )
    message = enqueue.message(
        bare.workspace, notice, sender_of(to), MessageKind.CASE, asked_by="a test", needs_approval=True
    )
    assert enqueue.add(bare.workspace, message, written + timedelta(hours=1))
    page = text_of(bare.visitor("analyst").get(f"/case/{case.id}", **{"accept-language": language}))
    # In the timeline and in the list of notices.
    assert page.count(said) == 2
    assert "not sent" not in page
    assert "non envoyée" not in page


def test_the_transcript_is_there_at_once_without_the_masked_values(anew: Console) -> None:
    case = anew.cases[0]
    finding = Findings(anew.workspace.store.records).newest(case.finding)
    assert finding is not None
    lines = (
        TranscriptLine(sent=True, at=0.0, length=20, digest="d", excerpt="GET /list HTTP/1.1"),
        TranscriptLine(
            sent=False, at=0.1, length=90, digest="d", excerpt="HTTP/1.1 200 OK\n\niban FR76**********"
        ),
    )
    judged = replace(finding.judged, look="e" * 32, at=anew.workspace.clock(), transcript=lines)
    ObservationWriter(anew.workspace.store.client).add_judged([judged])
    analyst = anew.visitor("analyst")
    page = analyst.get(f"/case/{case.id}").text
    assert "GET /list HTTP/1.1" in page
    assert "HTTP/1.1 200 OK" in page
    assert "[masked values]" in page
    assert "FR76" not in page
    assert "iban FR76**********" in analyst.post(f"/case/{case.id}/evidence").text
    assert "GET /list HTTP/1.1" not in anew.visitor("viewer").get(f"/case/{case.id}").text


def test_a_preview_sends_and_writes_nothing_and_leads_to_the_notice(anew: Console) -> None:
    case, manager = anew.cases[0], anew.visitor("case_manager")
    assert f'action="/case/{case.id}/notify"' not in manager.get(f"/case/{case.id}").text
    before = Notices(anew.workspace.store.records).of(case.id)
    page = manager.post(f"/case/{case.id}/preview", via="mailto:soc@example.org")
    assert page.status_code == 200
    assert "How to close it:" in page.text
    assert "It will be written to a file, not sent" in text_of(page)
    assert f'action="/case/{case.id}/notify"' in page.text
    assert 'name="via" value="mailto:soc@example.org"' in page.text
    assert Notices(anew.workspace.store.records).of(case.id) == before
    assert Audit(anew.workspace.store.records).list(1)[0].what == "notice preview"
    sent = manager.post(f"/case/{case.id}/notify", via="mailto:soc@example.org", after="0")
    assert sent.headers["location"].endswith("said=written")


def test_what_shows_masked_examples_asks_who_is_there(anew: Console) -> None:
    closed = next(case for case in anew.cases if case.state is CaseState.CLOSED)
    analyst = anew.visitor("analyst")
    assert analyst.get(f"/case/{closed.id}/proof").status_code == 200
    report = analyst.get(f"/case/{closed.id}/report")
    assert report.headers["content-disposition"] == f'attachment; filename="leftopen-{closed.id[:8]}.html"'
    assert report.text.startswith("<!doctype html>")
    anew.clock.ahead = timedelta(minutes=11)
    for path in (f"/case/{closed.id}/proof", f"/case/{closed.id}/report"):
        locked = analyst.get(path)
        assert (locked.status_code, locked.headers["location"].startswith("/unlock")) == (303, True)
    preview = anew.visitor("case_manager")
    anew.clock.ahead = timedelta(minutes=22)
    locked = preview.post(f"/case/{anew.cases[0].id}/preview")
    assert (locked.status_code, locked.headers["location"].startswith("/unlock")) == (303, True)


def test_the_banner_says_what_the_check_found(console: Console) -> None:
    closed = next(case for case in console.cases if case.state is CaseState.CLOSED)
    page = console.visitor("analyst").get(f"/case/{closed.id}?said=looked")
    banner = page.text.partition('<div class="said row" role="status">')[2].partition("</div>")[0]
    assert "the server now requires a password." in banner
    assert f'href="/case/{closed.id}/proof"' in banner
    opened = next(case for case in console.cases if case.state is CaseState.OPEN)
    text = text_of(console.visitor("analyst").get(f"/case/{opened.id}?said=looked"))
    assert "Still open: Data can be read without a password." in text.replace("data can", "Data can")
    assert "Closed:" not in text


def test_the_timeline_names_who_asked_for_the_notice(bare: Console) -> None:
    case, to = case_with(bare, 0), "mailto:soc@example.org"
    notice = Notice(
        id="d" * 32, case=case.id, to=to, subject="s", text="t", written=bare.workspace.clock(),
        about=(items.of_case(case),),
    )  # fmt: skip
    message = enqueue.message(bare.workspace, notice, sender_of(to), MessageKind.CASE, asked_by="ada")
    assert enqueue.add(bare.workspace, message, bare.workspace.clock() + timedelta(hours=1))
    records = CaseWriter(Changes(bare.workspace.store.records))
    body = {"notice": notice.id, "to_kind": "mailto"}
    records.append(case.id, CaseEventKind.NOTIFIED, bare.workspace.clock(), "leftopen", body)
    page = bare.visitor("analyst").get(f"/case/{case.id}").text
    entry = page.partition('<li class="notified">')[2].partition("</li>")[0]
    assert "ada" in entry
    assert "leftopen" not in entry


def test_references_are_links_and_the_page_says_what_comes_next(console: Console) -> None:
    analyst = console.visitor("analyst")
    opened = next(case for case in console.cases if case.state is CaseState.OPEN)
    page = analyst.get(f"/case/{opened.id}")
    web = [one for one in catalogue.exposure(opened.check).references if one.startswith("https://")]
    assert web
    for one in web:
        assert f'<a href="{one}" rel="noopener noreferrer external">' in page.text
    assert f'href="/search?q=exposure:{opened.check}"' in page.text
    assert "Next: tell the owner." in text_of(page)
    closed = next(case for case in console.cases if case.state is CaseState.CLOSED)
    assert "If a scan finds it open again, the case reopens." in text_of(analyst.get(f"/case/{closed.id}"))


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
    records = CaseWriter(Changes(anew.workspace.store.records))
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
