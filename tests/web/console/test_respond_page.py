"""The page of the response: what it shows, what its forms record, and the files that leave it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from leftopen.cases import signed_file
from leftopen.cases.proof import ProofStatus
from leftopen.model.access_logs import (
    ClientGroup,
    GroupCount,
    HourCoverage,
    ReadersResult,
    ReadHour,
    StandingAccess,
    StandingKind,
)
from leftopen.service.access_logs import saved
from leftopen.service.respond.state import load
from leftopen.service.retention.erase import erase
from leftopen.service.workspace import keys
from leftopen.store.records.entities.cases.responses import response_entries
from tests.cases.made_up import START
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of


def test_the_case_leads_there_and_nothing_runs_by_itself(console: Console) -> None:
    case, analyst = console.cases[0], console.visitor("analyst")
    assert f'href="/case/{case.id}/respond"' in analyst.get(f"/case/{case.id}").text
    page = text_of(analyst.get(f"/case/{case.id}/respond", **{"accept-language": "en"}))
    assert "No deadline is running." in page
    assert "Does the GDPR apply" in page
    assert "Access was not examined" in page
    assert "not legal advice" in page
    french = text_of(analyst.get(f"/case/{case.id}/respond", **{"accept-language": "fr"}))
    assert "Aucun délai n’est en cours." in french
    assert "Le RGPD s’applique-t-il" in french


def test_the_forms_record_what_was_typed_and_start_a_clock(anew: Console) -> None:
    case, analyst = anew.cases[0], anew.visitor("analyst")
    path = f"/case/{case.id}/respond"
    for fields in (
        {"act": "known", "name": "aware", "at": "2023-02-20T08:00Z", "why": "a call"},
        {"act": "answer", "name": "gdpr", "word": "yes", "why": "customers"},
        {"act": "log", "what": "nginx", "where": "web1", "rotates": "unknown"},
        {"act": "preserved", "number": "1", "why": "in the vault"},
        {"act": "step", "name": "snapshot", "word": "done", "why": "disk image"},
        {"act": "hold", "why": "a leak"},
        {"act": "role", "name": "lead", "who": "<b>maria</b>"},
        {"act": "task", "what": "call them", "who": "paul", "due": ""},
        {"act": "task_done", "number": "1"},
        {"act": "decide", "what": "tell the press", "why": "it is public"},
        {"act": "met", "name": "gdpr.authority", "at": "2023-02-21T08:00Z", "why": "no. 7"},
    ):
        answer = analyst.post(path, **fields)
        assert (answer.status_code, answer.headers["location"].endswith("said=responded")) == (303, True)
    found = load(anew.workspace, case.id)
    assert found.misfits == ()
    assert {entry.by for entry in found.entries} == {"analyst"}
    page = analyst.get(path)
    assert "&lt;b&gt;maria&lt;/b&gt;" in page.text
    assert "tell the press" in page.text
    assert 'href="https://eur-lex.europa.eu' in page.text
    lines = json.loads(analyst.get(f"{path}?format=json").text)
    assert next(line for line in lines if line["type"] == "clock")["state"] == "met"


def test_the_timeline_of_the_case_says_what_each_entry_is(anew: Console) -> None:
    case, analyst, viewer = anew.cases[0], anew.visitor("analyst"), anew.visitor("viewer")
    path = f"/case/{case.id}/respond"
    analyst.post(path, act="step", name="snapshot", word="done", why="disk image")
    analyst.post(path, act="role", name="lead", who="<b>maria</b>")
    english = analyst.get(f"/case/{case.id}", **{"accept-language": "en"})
    assert "Done: Take a snapshot of the disk and the memory" in text_of(english)
    assert "Gave the role “lead” to &lt;b&gt;maria&lt;/b&gt;." in english.text
    french = text_of(analyst.get(f"/case/{case.id}", **{"accept-language": "fr"}))
    assert "Fait : Prendre un instantané" in french
    assert "Gave the role" not in french
    # Who may not see the response sees that there was one, and no word of it.
    other = text_of(viewer.get(f"/case/{case.id}", **{"accept-language": "en"}))
    assert "response" in other
    assert "maria" not in other
    with anew.workspace.store.records.database.write() as connection:
        connection.execute(delete(response_entries).where(response_entries.c.seq == 2))
    gone = text_of(analyst.get(f"/case/{case.id}", **{"accept-language": "en"}))
    assert "This entry is missing from the response log, and no event records its erasure." in gone
    assert "maria" not in gone


def test_an_erased_response_and_evidence_say_who_erased_them_when_and_why(anew: Console) -> None:
    case, analyst = anew.cases[0], anew.visitor("analyst")
    analyst.post(f"/case/{case.id}/respond", act="step", name="snapshot", word="done", why="disk image")
    erase(anew.workspace, [case.address], "request of the <b>owner</b>", by="jane")
    english = analyst.get(f"/case/{case.id}", **{"accept-language": "en"})
    # Of the evidence, and of the entry of the response.
    assert len(re.findall(r"Erased on [0-9: -]+ UTC by jane: request of the &lt;b&gt;owner&lt;/b&gt;",
                          english.text)) == 2  # fmt: skip
    assert "no longer in the log" not in english.text
    french = text_of(analyst.get(f"/case/{case.id}", **{"accept-language": "fr"}))
    assert re.search(r"Effacé le [0-9: -]+ UTC par jane : request of the", french)


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "nothing"},
        {"act": "known", "name": "aware", "at": "yesterday", "why": "x"},
        {"act": "answer", "name": "gdpr", "word": "perhaps"},
        {"act": "answer", "name": "law_of_the_sea", "word": "yes"},
        {"act": "decide", "what": "", "why": "x"},
        {"act": "preserved", "number": "99999999999"},
    ],
)
def test_what_cannot_be_recorded_is_refused(anew: Console, fields: dict[str, str]) -> None:
    case, analyst = anew.cases[0], anew.visitor("analyst")
    assert analyst.post(f"/case/{case.id}/respond", **fields).status_code in (400, 404, 422)
    assert load(anew.workspace, case.id).entries == ()


def test_only_who_decides_cases_may_record(anew: Console) -> None:
    case = anew.cases[0]
    viewer = anew.visitor("viewer")
    assert viewer.get(f"/case/{case.id}/respond").status_code == 403
    assert viewer.post(f"/case/{case.id}/respond", act="decide", what="x", why="y").status_code == 403
    assert viewer.post(f"/case/{case.id}/download", what="report").status_code == 403


def test_a_draft_is_edited_approved_and_leaves_as_a_file(anew: Console) -> None:
    case, analyst = anew.cases[0], anew.visitor("analyst")
    path = f"/case/{case.id}/respond/leadership"
    assert "[case.what]" in analyst.get(path).text
    assert analyst.post(path, act="save", text="Nothing is known. [said]").status_code == 303
    assert analyst.post(path, act="approve").status_code == 303
    assert "Nothing is known." in text_of(analyst.get(path))
    for kind in ("html", "docx"):
        file = analyst.post(f"/case/{case.id}/download", what="leadership", **{"as": kind})
        assert file.headers["content-disposition"].endswith(f'.{kind}"')
    assert analyst.post(path, act="save", text="No fact.").status_code == 400


def test_the_report_is_signed(anew: Console) -> None:
    case, analyst = anew.cases[0], anew.visitor("analyst")
    key = keys.public_file(anew.workspace.config)
    for kind in ("html", "json"):
        file = analyst.post(f"/case/{case.id}/download", what="report", **{"as": kind})
        answer = signed_file.check(file.content, key.read_bytes())
        assert answer.standing is ProofStatus.VALID
    table = analyst.post(f"/case/{case.id}/download", what="custody", **{"as": "csv"})
    assert table.text.startswith("entry,taken,by")
    assert [entry.body["what"] for entry in load(anew.workspace, case.id).entries] == [
        "impact report", "impact report", "custody log",
    ]  # fmt: skip


def test_who_read_it_is_drawn_with_its_figures_beside_it(anew: Console) -> None:
    case, analyst = anew.cases[0], anew.visitor("analyst")
    path = f"/case/{case.id}/respond"
    assert "Reads over the window of the logs" not in text_of(analyst.get(path, **{"accept-language": "en"}))
    hours = tuple(
        HourCoverage(log="web1", start=START + timedelta(hours=at), lines=1, unread=0, why=why)
        for at, why in enumerate(("", "gap"))
    )
    result = ReadersResult(
        made=START, version="1", case=case.id, server="", start=START, end=START + timedelta(hours=2),
        files=(), hours=hours, counts=(), clients=(), open_paths=(), answers=(),
        groups=(GroupCount(group=ClientGroup.SCANNER, clients=3, readers=1, requests=9, bytes=9),),
        read_hours=(ReadHour(start=START, reads=5, possibly=0, own=0),),
    )  # fmt: skip
    saved.save(anew.workspace, result)
    for language, titles, unknown in (
        ("en", ("Reads over the window of the logs", "Clients of the access logs by class"), "not known"),
        (
            "fr",
            ("Lectures pendant la fenêtre des journaux", "Clients des journaux d’accès par classe"),
            "pas connu",
        ),
    ):
        page = analyst.get(path, **{"accept-language": language})
        for title in titles:
            assert title in text_of(page)
            assert re.search(rf'<svg class="picture[^>]*aria-label="{title}', page.text)
        assert page.text.count('fill="url(#no-log)"') == 2  # The hour without a log, and its legend.
        assert f'<td class="num">{unknown}</td>' in page.text
        assert '<td class="num">5</td>' in page.text
    saved.save(anew.workspace, replace(result, read_hours=None))
    assert "an earlier version read the logs" in text_of(analyst.get(path, **{"accept-language": "en"}))


def test_what_goes_on_stands_beside_the_closure_on_both_pages(anew: Console) -> None:
    case, analyst, viewer = anew.cases[0], anew.visitor("analyst"), anew.visitor("viewer")
    title = "Access that remains after the closure"
    assert title not in text_of(analyst.get(f"/case/{case.id}", **{"accept-language": "en"}))
    access = StandingAccess(kind=StandingKind.INBOX_RULE, owner="jane@unit.example", to="<b>@out.example",
                            what="ForwardTo: <i>x</i>", sure=True, file="r.csv")  # fmt: skip
    result = ReadersResult(
        made=START, version="1", case=case.id, server="", start=START, end=START, files=(), hours=(),
        counts=(), groups=(), clients=(), open_paths=(), answers=(), standing=(access,),
        exports=(access.kind,),
    )  # fmt: skip
    saved.save(anew.workspace, result)
    for path in (f"/case/{case.id}", f"/case/{case.id}/respond"):
        page = analyst.get(path, **{"accept-language": "en"})
        assert title in text_of(page)
        assert "ForwardTo: &lt;i&gt;x&lt;/i&gt;" in page.text
        assert "jane@unit.example" not in page.text
        assert "j***@unit.example" in page.text
    assert title not in text_of(viewer.get(f"/case/{case.id}", **{"accept-language": "en"}))
    saved.save(anew.workspace, replace(result, standing=()))
    french = text_of(analyst.get(f"/case/{case.id}", **{"accept-language": "fr"}))
    assert "ne nomment aucune règle ni aucun droit" in french


def test_a_draft_is_in_the_language_of_the_organisation_or_the_chosen_one(anew: Console) -> None:
    case, analyst = anew.cases[0], anew.visitor("analyst")
    path = f"/case/{case.id}/respond/people"
    assert "Dear Sir or Madam," in text_of(analyst.get(path, **{"accept-language": "en"}))
    french = analyst.get(f"{path}?language=fr", **{"accept-language": "en"})
    assert "Madame, Monsieur," in text_of(french)
    assert 'name="language" value="fr"' in french.text
    text = f"# Que s’est-il passé ?\nLe serveur {case.address}. [said]\n"
    analyst.post(path, act="save", text=text, language="fr")
    shown = text_of(analyst.get(f"{path}?language=fr", **{"accept-language": "en"}))
    assert f"The text names a server that is not proved closed: {case.address}." in shown
    answer = analyst.post(f"/case/{case.id}/download", what="people", language="fr", **{"as": "html"})
    assert "is not proved closed" in text_of(answer)
